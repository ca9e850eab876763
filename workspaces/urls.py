"""Addresses of the settings pages of workspace, people and teams."""

from django.urls import path
from django.views.generic import RedirectView

from workspaces.views import general, jobs, members, photos, profile, roles, teams, two_factor

app_name = "workspaces"

urlpatterns = [
    path("settings/", general.index, name="settings"),
    path("settings/general/", general.general, name="general"),
    path("settings/members/", members.members_list, name="members"),
    path("settings/members/<slug:public_id>/", members.member, name="member"),
    path("settings/members/<slug:public_id>/deactivation/", members.deactivation, name="deactivation"),
    path("settings/invitations/", members.invite, name="invite"),
    path("settings/invitations/<int:pk>/resend/", members.resend, name="resend_invitation"),
    path("settings/invitations/<int:pk>/revocation/", members.revoke, name="revoke_invitation"),
    path("settings/teams/", teams.teams_list, name="teams"),
    path("settings/teams/new/", teams.new_team, name="new_team"),
    path("settings/teams/<int:pk>/", teams.team, name="team"),
    path("settings/teams/<int:pk>/deletion/", teams.deletion, name="delete_team"),
    path("settings/profile/", profile.profile, name="profile"),
    path("settings/members/<slug:public_id>/two-factor/", two_factor.of_member, name="member_two_factor"),
    path("settings/roles/", roles.roles, name="roles"),
    path("settings/two-factor/", two_factor.own, name="two_factor"),
    path("settings/photo/", photos.own_photo, name="own_photo"),
    path("people/photos.css", photos.style_sheet, name="photos"),
    path("people/photos/<slug:public_id>/", photos.photo, name="photo"),
    path("settings/password/", profile.password, name="password"),
    path("jobs/", jobs.jobs_list, name="jobs"),
    path("jobs/<slug:public_id>/", jobs.job, name="job"),
    path("jobs/<slug:public_id>/stop/", jobs.stop, name="job_stop"),
    path("jobs/<slug:public_id>/undo/", jobs.undo, name="job_undo"),
    path("jobs/<slug:public_id>/file/", jobs.file, name="job_file"),
    path("first-run/", RedirectView.as_view(pattern_name="channels_inbox:first_run"), name="first_run"),
]
