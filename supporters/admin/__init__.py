from supporters.interest.admin import InterestAdmin

__all__ = ["InterestAdmin"]
