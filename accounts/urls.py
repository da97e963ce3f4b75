"""Addresses of people and teams; sign-in and its relatives are django-allauth's."""

from __future__ import annotations

from django.urls import include, path

from accounts.views import account, team

urlpatterns = [
    path("accounts/", include("allauth.account.urls")),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("account/", account.account, name="account"),
    path("account/export", account.export, name="account_export"),
    path("account/delete", account.delete, name="account_delete"),
    path("invitation/accept", account.accept, name="invitation_accept"),
    path("invitation/<str:secret>", account.invitation, name="invitation"),
    path("team/", team.team, name="team"),
    path("team/new", team.new_team, name="team_new"),
    path("team/rename", team.rename, name="team_rename"),
    path("team/invite", team.invite, name="team_invite"),
    path("team/switch/<uuid:team_id>", team.switch, name="team_switch"),
    path("team/invitations/<uuid:invitation_id>/revoke", team.revoke_invitation, name="invitation_revoke"),
    path("team/members/<uuid:user_id>/role", team.change_role, name="member_role"),
    path("team/members/<uuid:user_id>/remove", team.remove_member, name="member_remove"),
    path("team/tokens/", team.token_list, name="tokens"),
    path("team/tokens/new", team.new_token, name="token_new"),
    path("team/tokens/<uuid:token_id>/revoke", team.revoke_token, name="token_revoke"),
]
