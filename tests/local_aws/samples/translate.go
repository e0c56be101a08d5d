// Amazon Translate with the AWS SDK for Go (v1): texts, a terminology, parallel data, a batch job.
//
// go run translate.go BUCKET ROLE_ARN
package main

import (
	"bytes"
	"fmt"
	"io"
	"log"
	"os"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go/aws"
	"github.com/aws/aws-sdk-go/aws/session"
	"github.com/aws/aws-sdk-go/service/s3"
	"github.com/aws/aws-sdk-go/service/translate"
)

const (
	terms = "en,es\ncat,gato\n"
	pairs = "en,es\nThe cat sleeps.,El gato duerme.\nGood morning.,Buenos dias.\n"
)

// endpoint leads a client to another address than that of AWS: version 1 of the SDK does not read the variables.
func endpoint(variable string) *aws.Config {
	if address := os.Getenv(variable); address != "" {
		return aws.NewConfig().WithEndpoint(address).WithS3ForcePathStyle(true)
	}
	return aws.NewConfig()
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func translateText(client *translate.Translate, text string, terminologies ...string) string {
	reply, err := client.Text(&translate.TextInput{
		Text:               aws.String(text),
		SourceLanguageCode: aws.String("en"),
		TargetLanguageCode: aws.String("es"),
		TerminologyNames:   aws.StringSlice(terminologies),
	})
	check(err)
	return aws.StringValue(reply.TranslatedText)
}

func importTerminology(client *translate.Translate, name string, content string) int64 {
	reply, err := client.ImportTerminology(&translate.ImportTerminologyInput{
		Name:            aws.String(name),
		MergeStrategy:   aws.String(translate.MergeStrategyOverwrite),
		TerminologyData: &translate.TerminologyData{File: []byte(content), Format: aws.String("CSV")},
	})
	check(err)
	return aws.Int64Value(reply.TerminologyProperties.TermCount)
}

func createParallelData(client *translate.Translate, name string, uri string) *translate.ParallelDataProperties {
	_, err := client.CreateParallelData(&translate.CreateParallelDataInput{
		Name:               aws.String(name),
		ParallelDataConfig: &translate.ParallelDataConfig{S3Uri: aws.String(uri), Format: aws.String("CSV")},
	})
	check(err)
	for {
		reply, err := client.GetParallelData(&translate.GetParallelDataInput{Name: aws.String(name)})
		check(err)
		if aws.StringValue(reply.ParallelDataProperties.Status) != translate.ParallelDataStatusCreating {
			return reply.ParallelDataProperties
		}
		time.Sleep(time.Second)
	}
}

func runJob(client *translate.Translate, bucket string, role string, data string) *translate.TextTranslationJobProperties {
	started, err := client.StartTextTranslationJob(&translate.StartTextTranslationJobInput{
		JobName:             aws.String("sample-job"),
		InputDataConfig:     &translate.InputDataConfig{S3Uri: aws.String("s3://" + bucket + "/in/"), ContentType: aws.String("text/plain")},
		OutputDataConfig:    &translate.OutputDataConfig{S3Uri: aws.String("s3://" + bucket + "/out/")},
		DataAccessRoleArn:   aws.String(role),
		SourceLanguageCode:  aws.String("en"),
		TargetLanguageCodes: aws.StringSlice([]string{"es"}),
		ParallelDataNames:   aws.StringSlice([]string{data}),
	})
	check(err)
	for {
		reply, err := client.DescribeTextTranslationJob(&translate.DescribeTextTranslationJobInput{JobId: started.JobId})
		check(err)
		switch aws.StringValue(reply.TextTranslationJobProperties.JobStatus) {
		case translate.JobStatusSubmitted, translate.JobStatusInProgress:
			time.Sleep(time.Second)
		default:
			return reply.TextTranslationJobProperties
		}
	}
}

func put(client *s3.S3, bucket string, key string, content string) {
	_, err := client.PutObject(&s3.PutObjectInput{
		Bucket: aws.String(bucket), Key: aws.String(key), Body: bytes.NewReader([]byte(content)),
	})
	check(err)
}

func get(client *s3.S3, bucket string, key string) string {
	reply, err := client.GetObject(&s3.GetObjectInput{Bucket: aws.String(bucket), Key: aws.String(key)})
	check(err)
	content, err := io.ReadAll(reply.Body)
	check(err)
	return strings.TrimSpace(string(content))
}

func main() {
	bucket, role := os.Args[1], os.Args[2]
	sess := session.Must(session.NewSession())
	store := s3.New(sess, endpoint("AWS_ENDPOINT_URL_S3"))
	client := translate.New(sess, endpoint("AWS_ENDPOINT_URL_TRANSLATE"))
	fmt.Println("text:", translateText(client, "The cat sleeps."))
	fmt.Println("terms:", importTerminology(client, "sample-terms", terms))
	fmt.Println("text with terms:", translateText(client, "The cat sleeps.", "sample-terms"))
	put(store, bucket, "pairs.csv", pairs)
	data := createParallelData(client, "sample-pairs", "s3://"+bucket+"/pairs.csv")
	fmt.Println("parallel data:", aws.StringValue(data.Status), aws.Int64Value(data.ImportedRecordCount))
	put(store, bucket, "in/note.txt", "The cat sleeps. Good morning.\n")
	job := runJob(client, bucket, role, "sample-pairs")
	fmt.Println("job:", aws.StringValue(job.JobStatus), aws.Int64Value(job.JobDetails.TranslatedDocumentsCount))
	folder := strings.TrimPrefix(aws.StringValue(job.OutputDataConfig.S3Uri), "s3://"+bucket+"/")
	fmt.Println("result:", get(store, bucket, folder+"es.note.txt"))
	_, err := client.DeleteParallelData(&translate.DeleteParallelDataInput{Name: aws.String("sample-pairs")})
	check(err)
	_, err = client.DeleteTerminology(&translate.DeleteTerminologyInput{Name: aws.String("sample-terms")})
	check(err)
}
