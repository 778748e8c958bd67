"""Everything that accounts are to each other, in one place."""

from hyperquote.local_exchange.accounts.budgets import Budgets
from hyperquote.local_exchange.accounts.builders import Builders
from hyperquote.local_exchange.accounts.multi_sig import MultiSigUsers
from hyperquote.local_exchange.accounts.referrals import Referrals
from hyperquote.local_exchange.accounts.settings import Settings
from hyperquote.local_exchange.accounts.staking import Staking
from hyperquote.local_exchange.accounts.sub_accounts import SubAccounts
from hyperquote.local_exchange.accounts.vaults import Vaults


class Registry:
    """The registers of the exchange, each an idea of its own."""

    def __init__(self) -> None:
        self.sub_accounts = SubAccounts()
        self.multi_sig = MultiSigUsers()
        self.vaults = Vaults()
        self.referrals = Referrals()
        self.builders = Builders()
        self.budgets = Budgets()
        self.settings = Settings()
        self.staking = Staking()
