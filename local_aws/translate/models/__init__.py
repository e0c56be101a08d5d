"""What a region keeps: parallel data, terminologies and jobs, each with its rules.

Quotas: AWS, Amazon Translate developer guide, "Guidelines and quotas".
"""
