# result: {"files": {"readme.txt": 600, "data/values.csv": 8}, "header": "a,b", "smaller": true}
import io
import zipfile


def main():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("readme.txt", "hello " * 100)
        archive.writestr("data/values.csv", "a,b\n1,2\n")
    with zipfile.ZipFile(io.BytesIO(buffer.getvalue())) as archive:
        listing = {info.filename: info.file_size for info in archive.infolist()}
        first = archive.read("data/values.csv").decode().splitlines()[0]
    return {"files": listing, "header": first, "smaller": len(buffer.getvalue()) < 600}
