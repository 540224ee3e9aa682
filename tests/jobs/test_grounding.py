"""Claims that do not stand in the article are dropped, with all that was said about them."""

from service.grounding import grounded
from service.model import Article, Claims, Deployment, Passage, Why


def test_reasons_go_with_the_claims_they_are_of() -> None:
    article = Article(id="x", text="Peru sent ships.")
    right = Deployment(id="d1", sender=None, evidence=(Passage(0, 4, "Peru"),))
    wrong = Deployment(id="d2", sender=None, evidence=(Passage(0, 4, "Lima"),))
    claims, dropped = grounded(article, Claims(deployments=(right, wrong), why={"d1": Why(), "d2": Why()}))
    assert dropped == 1
    assert set(claims.why) == {"d1"}
