"""Amazon Translate, laid out like a moto backend: models, responses, urls, exceptions."""
