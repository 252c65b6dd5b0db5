# input: {"principal": 10000, "rate": 0.06, "months": 12}
# result: {"payment": 860.66, "first": {"month": 1, "interest": 50.0, "balance": 9189.34}, "paid_off": true}
def main(input):
    principal, monthly, months = input["principal"], input["rate"] / 12, input["months"]
    payment = principal * monthly / (1 - (1 + monthly) ** -months)
    balance, schedule = principal, []
    for month in range(1, months + 1):
        interest = balance * monthly
        balance -= payment - interest
        schedule.append({"month": month, "interest": round(interest, 2), "balance": round(balance, 2) + 0.0})
    return {"payment": round(payment, 2), "first": schedule[0], "paid_off": abs(balance) < 0.005}
