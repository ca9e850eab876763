from automation.models.canned import CannedFile, CannedResponse, CannedTeam, CannedUse, CannedVariant, CannedWord
from automation.models.macro import Macro, MacroTeam, MacroUse
from automation.models.sharing import Sharing

__all__ = [
    "CannedFile",
    "CannedResponse",
    "CannedTeam",
    "CannedUse",
    "CannedVariant",
    "CannedWord",
    "Macro",
    "MacroTeam",
    "MacroUse",
    "Sharing",
]
