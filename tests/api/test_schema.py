"""The schema says what the API does: whatever fits it (or just does not) is answered as it says, never with a 5xx."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from django.core import signals
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from accounts.tokens import issue
from tests.api.test_access import MATRIX, ApiCase
from tests.views.room import WRITTEN
from trailers.models import Project, Take

CHECKS = [
    not_a_server_error,
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
]
OPERATIONS = len(MATRIX) - 2
"""All but the schema itself and the page that shows it."""


class SchemaCase(ApiCase):
    """Ids in addresses are of things that exist; all else is drawn from the schema."""

    def setUp(self) -> None:
        super().setUp()
        for signal in (signals.request_started, signals.request_finished):  # as Django's own test client does
            signal.disconnect(close_old_connections)
            self.addCleanup(signal.connect, close_old_connections)

    def ids(self) -> dict[str, Any]:
        take = Take.objects.filter(scene__project=self.film, scene__number=3, kind="image").earliest("number")
        return {
            "project_id": str(self.film.pk),
            "team_id": str(self.team.pk),
            "source_id": str(self.film.source_id),
            "upload_id": str(self.upload.pk),
            "take_id": str(take.pk),
            "job_id": str(self.question.pk),
            "item_id": WRITTEN.lines[0].id,
            "vendor": "ark",
            "cut_id": str(self.film.current_cut_id),
        }

    def run_all(self, examples: int) -> int:
        schema = schemathesis.openapi.from_wsgi("/api/v1/schema", get_wsgi_application())
        _, token = issue(team=self.team, user=self.users["owner"], name="t", scopes=["read", "write"])
        ids, done = self.ids(), 0
        for found in schema.get_all_operations():
            operation = found.ok()
            with self.subTest(operation=operation.label):
                self.run_one(operation, ids, {"Authorization": f"Bearer {token}"}, examples)
            done += 1
        return done

    def run_one(self, operation: Any, ids: dict[str, Any], headers: dict[str, str], examples: int) -> None:
        @given(case=operation.as_strategy())
        @settings(
            max_examples=examples,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
        )
        def one(case: Any) -> None:
            case.path_parameters.update({k: v for k, v in ids.items() if k in case.path_parameters})
            if int(case.path_parameters.get("number", 3)) < 0:  # no address of ours
                case.path_parameters["number"] = 3
            mark = transaction.savepoint()
            if operation.path.endswith("/restore"):
                Project.objects.filter(pk=self.film.pk).update(deleted_at=self.film.created_at)
            response = case.call(headers=headers)
            transaction.savepoint_rollback(mark)
            case.validate_response(response, checks=CHECKS)

        one()


@pytest.mark.usefixtures("own_folders", "unthrottled")
class ShortTest(SchemaCase):
    def test_every_operation_answers_as_the_schema_says(self) -> None:
        self.assertEqual(self.run_all(examples=2), OPERATIONS)


@pytest.mark.slow
@pytest.mark.usefixtures("own_folders", "unthrottled")
class LongTest(SchemaCase):
    def test_every_operation_answers_as_the_schema_says(self) -> None:
        self.assertEqual(self.run_all(examples=40), OPERATIONS)
