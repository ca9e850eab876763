"""What the walk does at each address. An address without a recipe fails it, and so does a recipe without an address."""

from tests.walker.recipes import accounts, agents, answers, contacts, demo, naming, news, portal, settings, talk

RECIPES = {
    **accounts.RECIPES,
    **agents.RECIPES,
    **answers.RECIPES,
    **contacts.RECIPES,
    **settings.RECIPES,
    **naming.RECIPES,
    **news.RECIPES,
    **portal.RECIPES,
    **talk.RECIPES,
    **demo.RECIPES,
}
