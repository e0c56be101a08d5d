"""A book found on the web: crawl by subject, pair the pages that are translations of each other, align them."""
