# result: {"result": 42}
def main():
    return {'result': 42}
