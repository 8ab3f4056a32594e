print("nemon-book")
