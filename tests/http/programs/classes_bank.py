# result: {"account": "Savings(Ann: 49.00)", "mro": ["Savings", "Account", "object"]}
# stdout: "refused: needed 1001, available 49\n"
class InsufficientFunds(Exception):
    def __init__(self, needed, available):
        super().__init__(f"needed {needed}, available {available}")
        self.needed = needed


class Account:
    interest = 0.0

    def __init__(self, owner, balance=0):
        self.owner = owner
        self._balance = balance

    @property
    def balance(self):
        return self._balance

    def withdraw(self, amount):
        if amount > self._balance:
            raise InsufficientFunds(amount, self._balance)
        self._balance -= amount
        return self

    def __str__(self):
        return f"{type(self).__name__}({self.owner}: {self.balance:.2f})"


class Savings(Account):
    interest = 0.02

    def withdraw(self, amount):
        super().withdraw(amount + 1)
        return self

    @classmethod
    def open(cls, owner):
        return cls(owner, 100)


def main():
    account = Savings.open("Ann")
    account.withdraw(50)
    try:
        account.withdraw(1000)
    except InsufficientFunds as error:
        print("refused:", error)
    return {"account": str(account), "mro": [c.__name__ for c in Savings.__mro__]}


if __name__ == "__main__":
    import json

    print(json.dumps(main(), indent=2))
