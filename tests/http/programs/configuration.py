# result: {"port": 8080, "debug": true, "title": "demo", "born": "1979-05-27", "scores": [1, 2.5]}
import configparser
import tomllib

INI = """
[server]
host = example.com
port = 8080
debug = yes
"""

TOML = """
title = "demo"
[owner]
born = 1979-05-27
scores = [1, 2.5]
"""


def main():
    config = configparser.ConfigParser()
    config.read_string(INI)
    document = tomllib.loads(TOML)
    return {
        "port": config.getint("server", "port"),
        "debug": config["server"].getboolean("debug"),
        "title": document["title"],
        "born": document["owner"]["born"].isoformat(),
        "scores": document["owner"]["scores"],
    }
