"""The team page: people, roles, invitations, tokens of the API."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from accounts import mail, teams, tokens
from accounts.forms import InviteForm, RoleForm, TeamForm, TokenForm
from accounts.http import Request, choose_team, current, posted, signed_in
from accounts.models import Membership
from accounts.permissions import may, membership_for
from accounts.selectors import members_of, open_invitations, tokens_of


@signed_in
def team(request: Request) -> HttpResponse:
    return _team_page(request, current(request))


def _team_page(
    request: Request, membership: Membership, invite: InviteForm | None = None, status: int = 200
) -> HttpResponse:
    owns = may(membership.role, "own")
    page = {
        "membership": membership,
        "owns": owns,
        "members": members_of(membership.team),
        "invitations": open_invitations(membership.team) if owns else [],
        "invite": invite or InviteForm(),
        "rename": TeamForm(initial={"name": membership.team.name}),
        "roles": Membership.Role.values,
    }
    return render(request, "accounts/team.html", page, status=status)


@posted
def invite(request: Request) -> HttpResponse:
    membership = current(request, "own")
    form = InviteForm(request.POST)
    if not form.is_valid():
        return _team_page(request, membership, form, 422)
    try:
        invitation, secret = teams.invite(team=membership.team, invited_by=request.user, **form.cleaned_data)
    except teams.TeamError as error:
        form.add_error("email", str(error))
        return _team_page(request, membership, form, 422)
    mail.send_invitation(request, invitation, secret)
    messages.success(request, f"Invitation sent to {invitation.email}. It works for 14 days.")
    return redirect("team")


@posted
def revoke_invitation(request: Request, invitation_id: UUID) -> HttpResponse:
    membership = current(request, "own")
    if teams.revoke_invitation(team=membership.team, invitation_id=invitation_id):
        messages.success(request, "Invitation withdrawn. Its link no longer works.")
    return redirect("team")


@posted
def change_role(request: Request, user_id: UUID) -> HttpResponse:
    membership = current(request, "own")
    form = RoleForm(request.POST)
    try:
        if form.is_valid():
            teams.change_role(team=membership.team, user_id=user_id, role=form.cleaned_data["role"])
    except teams.TeamError as error:
        messages.error(request, str(error))
    return redirect("team")


@posted
def remove_member(request: Request, user_id: UUID) -> HttpResponse:
    """An owner removes anybody; everybody may leave."""
    membership = current(request, "view" if user_id == request.user.pk else "own")
    try:
        teams.remove_member(team=membership.team, user_id=user_id)
    except teams.TeamError as error:
        messages.error(request, str(error))
        return redirect("team")
    return redirect("home" if user_id == request.user.pk else "team")


@posted
def rename(request: Request) -> HttpResponse:
    membership = current(request, "own")
    form = TeamForm(request.POST)
    if form.is_valid():
        teams.rename_team(team=membership.team, name=form.cleaned_data["name"])
    return redirect("team")


@signed_in
def new_team(request: Request) -> HttpResponse:
    form = TeamForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = teams.create_team(name=form.cleaned_data["name"], owner=request.user)
        choose_team(request, made.team_id)
        return redirect("team")
    return render(request, "accounts/team_new.html", {"form": form}, status=422 if form.errors else 200)


@posted
def switch(request: Request, team_id: UUID) -> HttpResponse:
    membership_for(request.user, team_id)
    choose_team(request, team_id)
    return redirect("home")


@signed_in
def token_list(request: Request) -> HttpResponse:
    return _token_page(request, current(request), TokenForm())


def _token_page(
    request: Request, membership: Membership, form: TokenForm, secret: str = "", status: int = 200
) -> HttpResponse:
    any_user = may(membership.role, "own")
    page = {
        "membership": membership,
        "tokens": tokens_of(membership, any_user=any_user),
        "form": form,
        "secret": secret,
    }
    response = render(request, "accounts/tokens.html", page, status=status)
    response["Cache-Control"] = "no-store"
    return response


@posted
def new_token(request: Request) -> HttpResponse:
    """The one page that shows the token: it is not stored, so it cannot be shown after a redirect."""
    membership = current(request)
    form = TokenForm(request.POST)
    if not form.is_valid():
        return _token_page(request, membership, form, status=422)
    _, secret = tokens.issue(
        team=membership.team,
        user=request.user,
        name=form.cleaned_data["name"],
        scopes=form.scopes(),
        expires_at=form.expires_at(),
    )
    return _token_page(request, membership, TokenForm(), secret)


@posted
def revoke_token(request: Request, token_id: UUID) -> HttpResponse:
    membership = current(request)
    any_user = may(membership.role, "own")
    if tokens.revoke(team=membership.team, user=request.user, token_id=token_id, any_user=any_user):
        messages.success(request, "Token revoked. Programs that use it are refused from now on.")
    return redirect("tokens")
