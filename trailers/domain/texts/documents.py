"""Reading a synopsis."""

from __future__ import annotations

from collections.abc import Mapping

from ..message import Message

DOCUMENTS: Mapping[str, Message] = {
    "document.missing": Message(
        "There is no file {name}.",
        "Its path may be misspelt, or it was moved.",
        "Check the path and try again.",
    ),
    "document.folder": Message(
        "{name} is a folder.", "A synopsis is one file.", "Name the file inside it: a PDF, DOCX, TXT or MD."
    ),
    "document.unreadable": Message(
        "The file {name} cannot be opened.",
        "The system says: {detail}.",
        "Allow reading it, or copy it elsewhere, and try again.",
    ),
    "document.too_big": Message(
        "The file has {size}.",
        "A document may have at most {limit}.",
        "Export it without pictures, or paste the text into a TXT file.",
    ),
    "document.empty": Message(
        "The document is empty.", "There is not one word in it.", "Choose the file that holds the synopsis."
    ),
    "document.too_short": Message(
        "The document has only {words} words.",
        "A trailer needs at least one full sentence of story.",
        "Add what happens, to whom, and where.",
    ),
    "document.too_long": Message(
        "The document has {characters} characters.",
        "At most {limit} can be read as a synopsis.",
        "Upload the synopsis alone.",
    ),
    "document.too_many_pages": Message(
        "The PDF has {pages} pages.",
        "At most {limit} can be read as a synopsis.",
        "Upload the pages that hold the synopsis.",
    ),
    "document.encrypted": Message(
        "The document is protected by a password.",
        "Its text cannot be read without it.",
        "Save a copy without a password and upload that.",
    ),
    "document.damaged": Message(
        "The document is damaged or incomplete.",
        "{detail}",
        "Open it in its own program, export it again, and upload the new file.",
    ),
    "document.scanned": Message(
        "The document holds pictures of pages, not text.",
        "It looks like a scan.",
        "Run text recognition (OCR) on it, or paste the text into a TXT file.",
    ),
    "document.no_letters": Message(
        "The PDF's text cannot be turned into letters.",
        "Its fonts carry no character map.",
        "Export it again, run text recognition (OCR), or paste the text into a TXT file.",
    ),
    "document.bomb": Message(
        "The document unpacks to {size} in {parts} parts.",
        "No synopsis needs that; such files are made to exhaust a machine.",
        "Paste the text into a new document and upload that.",
    ),
    "document.wrong_extension": Message(
        "The file {name} is {actual}, but its name says {claimed}.",
        "Guessing which is right could misread it.",
        "Rename it to end in {suggested}, or choose another file.",
    ),
    "document.unsupported": Message(
        "The file {name} is {actual}.",
        "A synopsis is read from PDF, DOCX, TXT or MD.",
        "Save the text in one of these and upload that.",
    ),
    "document.timeout": Message(
        "Reading the document took longer than {seconds} s and was stopped.",
        "Something in it is far too heavy for a synopsis.",
        "Paste the text into a TXT file and upload that.",
    ),
    "document.too_heavy": Message(
        "Reading the document needed more memory than is allowed, or broke the reader.",
        "Something in it is damaged or far too heavy for a synopsis.",
        "Paste the text into a TXT file and upload that.",
    ),
    "document.reader": Message(
        "The document reader could not run.", "{detail}", "Run it again; if it repeats, send us the log."
    ),
}
