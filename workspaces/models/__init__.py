from workspaces.models.absence import Absence
from workspaces.models.custom_field import CustomField, FieldOption
from workspaces.models.heartbeat import Heartbeat
from workspaces.models.job import Job, JobItem
from workspaces.models.one_time_link import OneTimeLink
from workspaces.models.people import Invitation, InvitationTeam, Member, MemberPhoto, User
from workspaces.models.team import Team, TeamMember
from workspaces.models.workspace import Workspace, WorkspaceDomain

__all__ = [
    "Absence",
    "CustomField",
    "FieldOption",
    "Heartbeat",
    "Invitation",
    "InvitationTeam",
    "Job",
    "JobItem",
    "Member",
    "MemberPhoto",
    "OneTimeLink",
    "Team",
    "TeamMember",
    "User",
    "Workspace",
    "WorkspaceDomain",
]
