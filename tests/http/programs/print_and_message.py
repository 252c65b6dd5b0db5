# result: {"message": "success"}
# stdout: "Processing...\nDone\n"
def main():
    print("Processing...")
    print("Done")
    return {"message": "success"}
