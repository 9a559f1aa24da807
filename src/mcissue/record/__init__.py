"""What a microcredential is, in the words of Council Recommendation 2022/C 243/02, Annex I.

Course (the offer), issuer and awarding bodies, learner, award (one learner's achievement) and the
record that joins them live here, with the EU vocabularies that their coded values come from. Nothing
here knows JSON-LD, keys or files other than the YAML that people write.
"""
