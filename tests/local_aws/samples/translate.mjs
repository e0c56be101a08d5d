// Amazon Translate with the AWS SDK for JavaScript (v3): texts, documents, a terminology, parallel data, a batch job.
//
// node translate.mjs BUCKET ROLE_ARN

import { setTimeout as sleep } from "node:timers/promises";
import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import {
  CreateParallelDataCommand,
  DeleteParallelDataCommand,
  DeleteTerminologyCommand,
  DescribeTextTranslationJobCommand,
  GetParallelDataCommand,
  ImportTerminologyCommand,
  StartTextTranslationJobCommand,
  TranslateClient,
  TranslateDocumentCommand,
  TranslateTextCommand,
} from "@aws-sdk/client-translate";

const TERMS = "en,es\ncat,gato\n";
const PAIRS = "en,es\nThe cat sleeps.,El gato duerme.\nGood morning.,Buenos dias.\n";
const PAGE = '<html><body><p>The cat <code translate="no">sleeps(1)</code>.</p></body></html>';
const LANGUAGES = { SourceLanguageCode: "en", TargetLanguageCode: "es" };

const [bucket, role] = process.argv.slice(2);
const s3 = new S3Client({});
const translate = new TranslateClient({});
const bytes = (text) => new TextEncoder().encode(text);

async function translateText(text, settings = {}) {
  const { TranslatedText } = await translate.send(
    new TranslateTextCommand({ Text: text, ...LANGUAGES, ...settings }),
  );
  return TranslatedText;
}

async function translateDocument(content, contentType) {
  const { TranslatedDocument } = await translate.send(
    new TranslateDocumentCommand({
      Document: { Content: bytes(content), ContentType: contentType },
      TerminologyNames: ["sample-terms"],
      ...LANGUAGES,
    }),
  );
  return new TextDecoder().decode(TranslatedDocument.Content);
}

async function importTerminology(name, content) {
  const { TerminologyProperties } = await translate.send(
    new ImportTerminologyCommand({
      Name: name,
      MergeStrategy: "OVERWRITE",
      TerminologyData: { File: bytes(content), Format: "CSV" },
    }),
  );
  return TerminologyProperties.TermCount;
}

async function createParallelData(name, s3Uri) {
  await translate.send(
    new CreateParallelDataCommand({ Name: name, ParallelDataConfig: { S3Uri: s3Uri, Format: "CSV" } }),
  );
  for (;;) {
    const { ParallelDataProperties } = await translate.send(new GetParallelDataCommand({ Name: name }));
    if (ParallelDataProperties.Status !== "CREATING") return ParallelDataProperties;
    await sleep(1000);
  }
}

async function runJob(parallelData) {
  const { JobId } = await translate.send(
    new StartTextTranslationJobCommand({
      JobName: "sample-job",
      InputDataConfig: { S3Uri: `s3://${bucket}/in/`, ContentType: "text/plain" },
      OutputDataConfig: { S3Uri: `s3://${bucket}/out/` },
      DataAccessRoleArn: role,
      SourceLanguageCode: "en",
      TargetLanguageCodes: ["es"],
      ParallelDataNames: [parallelData],
    }),
  );
  for (;;) {
    const { TextTranslationJobProperties } = await translate.send(new DescribeTextTranslationJobCommand({ JobId }));
    if (!["SUBMITTED", "IN_PROGRESS"].includes(TextTranslationJobProperties.JobStatus)) {
      return TextTranslationJobProperties;
    }
    await sleep(1000);
  }
}

console.log("text:", await translateText("The cat sleeps."));
console.log("terms:", await importTerminology("sample-terms", TERMS));
console.log("text with terms:", await translateText("The cat sleeps.", { TerminologyNames: ["sample-terms"] }));
console.log("document:", await translateDocument(PAGE, "text/html"));
await s3.send(new PutObjectCommand({ Bucket: bucket, Key: "pairs.csv", Body: PAIRS }));
const data = await createParallelData("sample-pairs", `s3://${bucket}/pairs.csv`);
console.log("parallel data:", data.Status, data.ImportedRecordCount);
await s3.send(new PutObjectCommand({ Bucket: bucket, Key: "in/note.txt", Body: "The cat sleeps. Good morning.\n" }));
const job = await runJob("sample-pairs");
console.log("job:", job.JobStatus, job.JobDetails.TranslatedDocumentsCount);
const Key = `${job.OutputDataConfig.S3Uri.slice(`s3://${bucket}/`.length)}es.note.txt`;
const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key }));
console.log("result:", (await Body.transformToString()).trim());
await translate.send(new DeleteParallelDataCommand({ Name: "sample-pairs" }));
await translate.send(new DeleteTerminologyCommand({ Name: "sample-terms" }));
