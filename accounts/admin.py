"""What operators see and change of people and money. History can be read and nothing else."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.http import HttpRequest

from accounts.models import LedgerEntry, Membership, SpendingSwitch, Team, User


class ReadOnly(admin.ModelAdmin):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class MembershipInline(admin.TabularInline):
    model = Membership
    extra = 0
    autocomplete_fields = ("user",)


@admin.register(User)
class PersonAdmin(UserAdmin):
    ordering = ("email",)
    list_display = ("email", "name", "is_staff", "is_active", "date_joined")
    search_fields = ("email", "name")
    readonly_fields = ("date_joined", "last_login")
    fieldsets = (
        (None, {"fields": ("email", "name", "password")}),
        ("May", {"fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")}),
        ("When", {"fields": ("date_joined", "last_login")}),
    )
    add_fieldsets = ((None, {"classes": ("wide",), "fields": ("email", "name", "password1", "password2")}),)


@admin.register(Team)
class TeamAdmin(admin.ModelAdmin):
    list_display = (
        "name", "slug", "spend_cap_microusd", "committed_microusd", "storage_quota_mb", "created_at",
    )  # fmt: skip
    search_fields = ("name", "slug")
    readonly_fields = ("committed_microusd", "created_at")
    inlines = (MembershipInline,)


@admin.register(LedgerEntry)
class LedgerAdmin(ReadOnly):
    list_display = ("at", "team", "kind", "amount_microusd", "project_id", "job_id")
    list_filter = ("kind", "team")
    search_fields = ("project_id", "job_id")
    date_hierarchy = "at"


@admin.register(SpendingSwitch)
class SwitchAdmin(admin.ModelAdmin):
    list_display = ("__str__", "reason", "changed_by", "changed_at")
    readonly_fields = ("changed_by", "changed_at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: SpendingSwitch, form: Any, change: bool) -> None:
        obj.changed_by = request.user if request.user.is_authenticated else None
        super().save_model(request, obj, form, change)
