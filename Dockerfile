# docker build -t nemon-book . && docker run --rm nemon-book
# The site is in /book/output.
FROM swift:6.2-bookworm
WORKDIR /book
COPY . .
RUN ./nemon-book build
CMD ["./nemon-book", "check"]
