"""A second opinion on what a caller wants, from a language model that speaks OpenAI's protocol."""

from hotline.opinion.consultant import Consultant
from hotline.opinion.language_model import LanguageModel, NoOpinion
from hotline.opinion.settings import SecondOpinionSettings

__all__ = ["Consultant", "LanguageModel", "NoOpinion", "SecondOpinionSettings"]
