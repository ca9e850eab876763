"""Why an operation will not do what was asked."""

from django.utils.translation import gettext_lazy as _

from helpdesk.lib.errors import OperationRefused


class TicketClosed(OperationRefused):
    code = "ticket_closed"
    message = _("This ticket is closed for good. Your text is kept as a draft. Open a new ticket to go on.")


class NothingToSend(OperationRefused):
    code = "nothing_to_send"
    message = _("Write something first, or attach a file.")


class NoAddress(OperationRefused):
    code = "no_address"
    message = _("There is no e-mail address to send this to. Add one to the contact, or write an internal note.")


class NotAnAgent(OperationRefused):
    code = "not_an_agent"
    message = _("This person can't be given tickets.")


class NotInInbox(OperationRefused):
    code = "not_in_inbox"
    message = _("This ticket is in spam or trash. Put it back into the inbox first.")


class AlreadyGone(OperationRefused):
    code = "already_gone"
    message = _("This reply has already left.")


class NotFailed(OperationRefused):
    code = "not_failed"
    message = _("There is nothing to try again: this message is on its way or has arrived.")


class NothingToAccept(OperationRefused):
    code = "nothing_to_accept"
    message = _("This message is part of the conversation already, or can't become one.")


class MissingToSolve(OperationRefused):
    """``names`` are those of the fields that must be filled in first; ``missing`` maps the id of each one's row to it."""

    code = "missing_to_solve"
    message = _("Before this ticket is solved, fill in: %(names)s.")

    def __init__(self, missing):
        self.names = list(missing.values())
        super().__init__(self.message % {"names": ", ".join(self.names)}, at=missing)


class NothingToMerge(OperationRefused):
    code = "nothing_to_merge"
    message = _("Choose at least one other ticket. A ticket can't be merged into itself.")


class TooManyToMerge(OperationRefused):
    code = "too_many_to_merge"
    message = _("At most 50 tickets can be merged at once. Nothing was changed.")


class AlreadyMerged(OperationRefused):
    code = "already_merged"

    def __init__(self, number):
        super().__init__(
            _("#%(number)d is merged into another ticket already. Nothing was changed.") % {"number": number}
        )


class CannotMergeInto(OperationRefused):
    code = "cannot_merge_into"

    def __init__(self, number):
        super().__init__(
            _("#%(number)d is closed for good, so nothing can be merged into it. Nothing was changed.")
            % {"number": number}
        )


class MergedOnward(OperationRefused):
    code = "merged_onward"

    def __init__(self, number, into):
        super().__init__(
            _("#%(number)d was itself merged into #%(into)d since. Undo that first.") % {"number": number, "into": into}
        )


class NothingToUndo(OperationRefused):
    code = "nothing_to_undo"
    message = _("This merge was undone already.")


class NothingToDo(OperationRefused):
    code = "nothing_to_do"
    message = _("Write what is to be done.")


class TooManySteps(OperationRefused):
    code = "too_many_steps"
    message = _("A ticket has room for fifty steps. Remove some first.")


class NothingToSplit(OperationRefused):
    code = "nothing_to_split"
    message = _("Choose the messages that belong into a ticket of their own.")


class EverythingSplit(OperationRefused):
    code = "everything_split"
    message = _("At least one message must stay here. Nothing was changed.")


class SideThreadSplit(OperationRefused):
    code = "side_thread_split"
    message = _("What was written with a third party stays with its ticket. Leave those messages out.")


class LinkToItself(OperationRefused):
    code = "link_to_itself"
    message = _("A ticket can't be linked with itself.")


class LinkedAlready(OperationRefused):
    code = "linked_already"
    message = _("These two are linked like that already.")


class SameRequester(OperationRefused):
    code = "same_requester"
    message = _("This is the requester already.")


class ForwardToRequester(OperationRefused):
    code = "forward_to_requester"
    message = _("The requester and those who get copies are no third party. Answer them with a reply.")


class NotesNotNamed(OperationRefused):
    code = "notes_not_named"
    message = _("Internal notes leave the house only if you say so: tick the box beneath the notes.")


class NotInTrash(OperationRefused):
    code = "not_in_trash"
    message = _("Only what is in spam or trash can be deleted for good.")


class NotInFuture(OperationRefused):
    code = "not_in_future"
    message = _("Choose a moment in the future, at most a year away.")


class NotOpen(OperationRefused):
    code = "not_open"
    message = _("This ticket is solved, so there is nothing to come back to.")


class AlreadyScheduled(OperationRefused):
    code = "already_scheduled"
    message = _("A reply of yours waits on this ticket already. Send it, change it or call it off first.")


class NothingScheduled(OperationRefused):
    code = "nothing_scheduled"
    message = _("There is nothing to call off any more.")
