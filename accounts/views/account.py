"""The account itself, and the door that an invitation opens."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts import people, teams
from accounts.adapters import INVITATION_KEY
from accounts.forms import DeleteAccountForm, NameForm
from accounts.http import Request, posted, signed_in


@require_safe
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """Follow an invitation: join when signed in, else sign in or up first with the link remembered."""
    found = teams.find_invitation(secret)
    if found is None:
        return render(request, "accounts/invitation_gone.html", status=410)
    request.session[INVITATION_KEY] = secret
    known = people.has_account(found.email)
    return render(request, "accounts/invitation.html", {"invitation": found, "known": known})


@posted
def accept(request: Request) -> HttpResponse:
    found = teams.find_invitation(request.session.pop(INVITATION_KEY, ""))
    if found is None:
        return render(request, "accounts/invitation_gone.html", status=410)
    try:
        membership = teams.accept(invitation=found, user=request.user)
    except teams.TeamError as error:
        messages.error(request, str(error))
        return redirect("home")
    messages.success(request, f"You are in {found.team.name} now, as {membership.role}.")
    return redirect("home")


@signed_in
def account(request: Request) -> HttpResponse:
    form = NameForm(request.POST or None, initial={"name": request.user.name})
    if request.method == "POST" and form.is_valid():
        people.rename(user=request.user, name=form.cleaned_data["name"])
        messages.success(request, "Name saved.")
        return redirect("account")
    return render(request, "accounts/account.html", {"form": form, "alone_in": people.alone_in(request.user)})


@signed_in
def export(request: Request) -> HttpResponse:
    """Everything that is kept about a person, as a file."""
    response = JsonResponse(people.export(request.user), json_dumps_params={"indent": 2})
    response["Content-Disposition"] = 'attachment; filename="cuelock-account.json"'
    response["Cache-Control"] = "no-store"
    return response


@signed_in
def delete(request: Request) -> HttpResponse:
    form = DeleteAccountForm(request.POST or None, email=request.user.email)
    held_by = people.sole_owner_of(request.user)
    if request.method == "POST" and form.is_valid() and not held_by:
        people.delete(user=request.user)
        logout(request)
        return render(request, "accounts/deleted.html")
    page = {"form": form, "held_by": held_by, "alone_in": people.alone_in(request.user)}
    return render(request, "accounts/delete.html", page, status=422 if request.method == "POST" else 200)
