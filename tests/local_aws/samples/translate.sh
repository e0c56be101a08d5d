#!/usr/bin/env bash
# Amazon Translate with the AWS CLI: texts, documents, a terminology, parallel data, a batch job.
#
# translate.sh BUCKET ROLE_ARN
set -euo pipefail

bucket=$1
role=$2
folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT
languages=(--source-language-code en --target-language-code es)

printf 'en,es\ncat,gato\n' > "$folder/terms.csv"
printf 'en,es\nThe cat sleeps.,El gato duerme.\nGood morning.,Buenos dias.\n' > "$folder/pairs.csv"
printf '<html><body><p>The cat <code translate="no">sleeps(1)</code>.</p></body></html>' > "$folder/page.html"
printf 'The cat sleeps. Good morning.\n' > "$folder/note.txt"

# Text, terminology, document
echo "text: $(aws translate translate-text --text 'The cat sleeps.' "${languages[@]}" \
  --query TranslatedText --output text)"
echo "terms: $(aws translate import-terminology --name sample-terms --merge-strategy OVERWRITE \
  --data-file "fileb://$folder/terms.csv" --terminology-data Format=CSV \
  --query TerminologyProperties.TermCount --output text)"
echo "text with terms: $(aws translate translate-text --text 'The cat sleeps.' "${languages[@]}" \
  --terminology-names sample-terms --query TranslatedText --output text)"
echo "document: $(aws translate translate-document --document ContentType=text/html \
  --document-content "fileb://$folder/page.html" "${languages[@]}" --terminology-names sample-terms \
  --query TranslatedDocument.Content --output text | base64 --decode)"

# Parallel data
aws s3 cp --quiet "$folder/pairs.csv" "s3://$bucket/pairs.csv"
aws translate create-parallel-data --name sample-pairs \
  --parallel-data-config "S3Uri=s3://$bucket/pairs.csv,Format=CSV" > /dev/null
status=CREATING
while [ "$status" = CREATING ]; do
  sleep 1
  read -r status count <<< "$(aws translate get-parallel-data --name sample-pairs \
    --query 'ParallelDataProperties.[Status,ImportedRecordCount]' --output text)"
done
echo "parallel data: $status $count"

# Batch job
aws s3 cp --quiet "$folder/note.txt" "s3://$bucket/in/note.txt"
job=$(aws translate start-text-translation-job --job-name sample-job \
  --input-data-config "S3Uri=s3://$bucket/in/,ContentType=text/plain" \
  --output-data-config "S3Uri=s3://$bucket/out/" --data-access-role-arn "$role" \
  --source-language-code en --target-language-codes es --parallel-data-names sample-pairs \
  --query JobId --output text)
status=SUBMITTED
while [ "$status" = SUBMITTED ] || [ "$status" = IN_PROGRESS ]; do
  sleep 1
  read -r status count output <<< "$(aws translate describe-text-translation-job --job-id "$job" --output text --query \
    'TextTranslationJobProperties.[JobStatus,JobDetails.TranslatedDocumentsCount,OutputDataConfig.S3Uri]')"
done
echo "job: $status $count"
echo "result: $(aws s3 cp "${output}es.note.txt" -)"
aws translate delete-parallel-data --name sample-pairs > /dev/null
aws translate delete-terminology --name sample-terms
