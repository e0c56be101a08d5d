from __future__ import annotations

from unittest import mock

import pytest
from airflow.providers.common.compat.sdk import AirflowException, AirflowFailException, TaskDeferred

from amts_aws.exceptions import TranslateRequestError, TranslateUnavailableError
from amts_aws.hooks.translate import TranslateHook
from amts_aws.operators.translate_parallel_data import (
    TranslateCreateOrUpdateParallelDataOperator,
    TranslateCreateParallelDataOperator,
    TranslateDeleteParallelDataOperator,
    TranslateUpdateParallelDataOperator,
)
from amts_aws.triggers.translate import (
    TranslateParallelDataActiveTrigger,
    TranslateParallelDataDeletedTrigger,
    TranslateParallelDataSettledTrigger,
)
from tests.plugins.amts_aws.common import FILE, OTHER_FILE, WAITS, defer
from tests.plugins.amts_aws.fake_translate import client_error

IMPORTS = [
    TranslateCreateParallelDataOperator,
    TranslateUpdateParallelDataOperator,
    TranslateCreateOrUpdateParallelDataOperator,
]
CREATING = [TranslateCreateParallelDataOperator, TranslateCreateOrUpdateParallelDataOperator]
UPDATING = [TranslateUpdateParallelDataOperator, TranslateCreateOrUpdateParallelDataOperator]


class CrashError(Exception):
    """The worker dies here."""


def importing(operator_class, **kwargs):
    arguments = {"name": "book", "parallel_data_config": FILE, "waiter_max_attempts": 5} | kwargs
    return operator_class(task_id="import", **arguments)


class TestImport:
    @WAITS
    @pytest.mark.parametrize("operator_class", IMPORTS)
    def test_waits(self, request, fake, context, operator_class, wait_for_completion, deferrable):
        if operator_class is TranslateUpdateParallelDataOperator:
            request.getfixturevalue("existing")
        fake.import_states = ["ACTIVE"]
        operator = importing(operator_class, wait_for_completion=wait_for_completion, deferrable=deferrable)
        if deferrable:
            deferral = defer(operator, context)
            assert isinstance(deferral.trigger, TranslateParallelDataActiveTrigger)
            assert deferral.method_name == "execute_complete"
            fake.parallel_data["book"] |= {"Status": "ACTIVE", "LatestUpdateAttemptStatus": "ACTIVE"}
            result = operator.execute_complete(context, {"status": "success", "name": "book"})
        else:
            result = operator.execute(context)
        assert result["name"] == "book"
        if wait_for_completion or deferrable:
            assert result == {
                "name": "book",
                "arn": "arn:aws:translate:us-east-1:111122223333:parallel-data/book",
                "status": "ACTIVE",
                "imported_records": 10,
                "skipped_records": 0,
                "failed_records": 0,
            }

    @pytest.mark.parametrize("operator_class", UPDATING)
    def test_an_update_is_awaited_although_the_old_data_is_active(self, fake, existing, context, operator_class):
        fake.import_states = ["UPDATING", "UPDATING", "UPDATING", "ACTIVE"]
        assert importing(operator_class).execute(context)["status"] == "ACTIVE"
        assert fake.calls.count("update") == 1
        assert fake.import_states == []

    def test_the_link_is_persisted(self, fake, context):
        importing(TranslateCreateParallelDataOperator, wait_for_completion=False).execute(context)
        pushed = context["ti"].xcom_push.call_args.kwargs
        assert pushed["key"] == "translate_parallel_data"
        assert pushed["value"]["parallel_data_name"] == "book"

    def test_optional_members_of_the_request(self, fake, context):
        operator = importing(
            TranslateCreateParallelDataOperator,
            description="pairs",
            create_parallel_data_kwargs={"Tags": [{"Key": "book", "Value": "1"}]},
            wait_for_completion=False,
        )
        with mock.patch.object(operator.hook.conn, "create_parallel_data", wraps=fake.create_parallel_data) as create:
            operator.execute(context)
        request = create.call_args.kwargs
        assert request["Description"] == "pairs"
        assert request["Tags"] == [{"Key": "book", "Value": "1"}]

    def test_there_is_nothing_to_update(self, fake, context):
        with pytest.raises(AirflowFailException, match="no parallel data book in us-east-1"):
            importing(TranslateUpdateParallelDataOperator).execute(context)

    def test_a_name_that_is_taken_is_refused_on_every_try(self, fake, existing, context):
        for _ in range(2):
            with pytest.raises(TranslateRequestError, match="CreateOrUpdate"):
                importing(TranslateCreateParallelDataOperator, parallel_data_config=OTHER_FILE).execute(context)

    def test_create_or_update_waits_for_a_deletion(self, fake, existing, context):
        fake.delete_parallel_data(Name="book")
        fake.import_states = ["ACTIVE"]
        importing(TranslateCreateOrUpdateParallelDataOperator).execute(context)
        assert fake.parallel_data["book"]["ParallelDataConfig"] == FILE
        assert fake.calls.count("create") == 1

    def test_an_update_waits_for_the_import_of_somebody_else(self, fake, existing, context):
        fake.update_parallel_data(Name="book", ParallelDataConfig=OTHER_FILE, ClientToken="somebody-else")
        fake.import_states = ["UPDATING", "ACTIVE", "UPDATING", "ACTIVE"]
        importing(TranslateUpdateParallelDataOperator).execute(context)
        assert fake.parallel_data["book"]["ParallelDataConfig"] == FILE


class TestOneImport:
    @pytest.mark.parametrize("operator_class", CREATING)
    @pytest.mark.parametrize("accepted", [False, True])
    def test_a_retry_finds_the_resource_it_created(self, fake, context, operator_class, accepted):
        create = fake.create_parallel_data

        def create_and_crash(**request):
            create(**request)
            raise CrashError

        if accepted:
            with mock.patch.object(TranslateHook, "wait", side_effect=CrashError), pytest.raises(CrashError):
                importing(operator_class).execute(context)
        else:
            with (
                mock.patch.object(TranslateHook.conn, "create_parallel_data", create_and_crash),
                pytest.raises(CrashError),
            ):
                importing(operator_class).execute(context)
        fake.import_states = ["CREATING", "ACTIVE"]
        assert importing(operator_class).execute(context)["status"] == "ACTIVE"
        assert fake.calls.count("create") == 1
        assert fake.calls.count("update") == 0

    @pytest.mark.parametrize("operator_class", UPDATING)
    def test_a_retry_finds_its_update_running(self, fake, existing, context, operator_class):
        update = fake.update_parallel_data

        def update_and_crash(**request):
            update(**request)
            raise CrashError

        with mock.patch.object(TranslateHook.conn, "update_parallel_data", update_and_crash), pytest.raises(CrashError):
            importing(operator_class).execute(context)
        fake.import_states = ["UPDATING", "UPDATING", "ACTIVE"]
        assert importing(operator_class).execute(context)["status"] == "ACTIVE"
        assert fake.calls.count("update") == 1

    @pytest.mark.parametrize("operator_class", UPDATING)
    def test_a_cleared_task_of_a_finished_run_does_not_import_again(self, fake, existing, context, operator_class):
        fake.import_states = ["ACTIVE"]
        first = importing(operator_class).execute(context)
        assert importing(operator_class).execute(context) == first
        assert fake.calls.count("update") == 1

    @pytest.mark.parametrize("operator_class", UPDATING)
    def test_data_that_somebody_replaced_is_imported_again(self, fake, existing, context, operator_class):
        fake.import_states = ["ACTIVE"]
        importing(operator_class).execute(context)
        fake.update_parallel_data(Name="book", ParallelDataConfig=OTHER_FILE, ClientToken="somebody-else")
        fake.import_states = ["ACTIVE", "ACTIVE"]
        importing(operator_class).execute(context)
        assert fake.parallel_data["book"]["ParallelDataConfig"] == FILE

    @pytest.mark.parametrize("operator_class", CREATING)
    def test_a_resource_that_was_deleted_is_created_again(self, fake, context, operator_class):
        fake.import_states = ["ACTIVE", "ACTIVE"]
        importing(operator_class).execute(context)
        del fake.parallel_data["book"]
        assert importing(operator_class).execute(context)["status"] == "ACTIVE"


class TestFailedImport:
    @pytest.mark.parametrize("operator_class", UPDATING)
    @pytest.mark.usefixtures("existing")
    def test_a_failed_update_is_begun_anew_by_the_next_try(self, fake, context, operator_class):
        fake.import_states = ["FAILED"]
        with pytest.raises(AirflowException, match=r"import of s3://bucket/pairs/abc.tmx into parallel data book"):
            importing(operator_class).execute(context)
        fake.import_states = ["ACTIVE"]
        importing(operator_class).execute(context)
        assert len([key for key in fake.answers if key[0] == "update"]) == 2

    @pytest.mark.parametrize("operator_class", UPDATING)
    @pytest.mark.usefixtures("existing")
    def test_a_failed_update_of_a_deferred_task_gives_the_reason_of_the_service(self, fake, context, operator_class):
        operator = importing(operator_class, deferrable=True)
        defer(operator, context)
        fake.parallel_data["book"] |= {"LatestUpdateAttemptStatus": "FAILED", "Message": "not a TMX file"}
        with pytest.raises(AirflowException, match="not a TMX file"):
            operator.execute_complete(context, {"status": "error", "message": "x", "name": "book"})

    def test_a_failed_creation_is_repaired_by_an_update(self, fake, context):
        fake.import_states = ["FAILED"]
        with pytest.raises(AirflowException, match="failed"):
            importing(TranslateCreateOrUpdateParallelDataOperator).execute(context)
        fake.import_states = ["ACTIVE"]
        assert importing(TranslateCreateOrUpdateParallelDataOperator).execute(context)["status"] == "ACTIVE"
        assert fake.calls.count("create") == fake.calls.count("update") == 1

    def test_the_end_of_patience_is_reported(self, fake, context):
        operator = importing(TranslateCreateParallelDataOperator, deferrable=True)
        defer(operator, context)
        with pytest.raises(AirflowException, match="max attempts"):
            operator.execute_complete(context, {"status": "error", "message": "max attempts", "name": "book"})


class TestRejectedRecords:
    @pytest.mark.parametrize(
        ("records", "arguments"),
        [
            ((90, 5, 5), {}),
            ((1, 0, 99), {"max_rejected_share": 1}),
            ((90, 0, 0), {"expected_records": "100"}),
            ((100, 50, 0), {"expected_records": 100}),
        ],
    )
    def test_enough_records(self, fake, context, records, arguments):
        fake.records, fake.import_states = records, ["ACTIVE"]
        result = importing(TranslateCreateParallelDataOperator, **arguments).execute(context)
        assert (result["imported_records"], result["skipped_records"], result["failed_records"]) == records

    @pytest.mark.parametrize(
        ("records", "arguments"),
        [
            ((89, 5, 6), {}),
            ((99, 1, 0), {"max_rejected_share": 0}),
            ((89, 0, 0), {"expected_records": 100}),
            ((0, 0, 0), {"max_rejected_share": 1}),
        ],
    )
    def test_too_few_records_fail_with_the_numbers(self, fake, context, records, arguments):
        fake.records, fake.import_states = records, ["ACTIVE"]
        imported, skipped, failed = records
        numbers = f"{imported} records imported, {skipped} skipped, {failed} failed"
        with pytest.raises(AirflowFailException, match=numbers):
            importing(TranslateCreateParallelDataOperator, **arguments).execute(context)


class TestDelete:
    @WAITS
    def test_waits(self, fake, existing, context, wait_for_completion, deferrable):
        operator = TranslateDeleteParallelDataOperator(
            task_id="delete", name="book", wait_for_completion=wait_for_completion, deferrable=deferrable
        )
        if deferrable:
            assert isinstance(defer(operator, context).trigger, TranslateParallelDataDeletedTrigger)
            assert operator.execute_complete(context, {"status": "success", "name": "book"}) == "book"
        else:
            assert operator.execute(context) == "book"
            assert ("book" not in fake.parallel_data) is wait_for_completion

    def test_nothing_to_delete_is_a_success(self, fake, context):
        assert TranslateDeleteParallelDataOperator(task_id="delete", name="book").execute(context) == "book"

    def test_a_refusal_fails(self, fake, context):
        operator = TranslateDeleteParallelDataOperator(task_id="delete", name="book")
        refusal = client_error("AccessDeniedException", "DeleteParallelData")
        with (
            mock.patch.object(operator.hook.conn, "delete_parallel_data", side_effect=refusal),
            pytest.raises(TranslateRequestError, match="translate:DeleteParallelData"),
        ):
            operator.execute(context)

    def test_an_error_of_the_trigger_fails(self, context):
        operator = TranslateDeleteParallelDataOperator(task_id="delete", name="book")
        with pytest.raises(AirflowException, match="max attempts"):
            operator.execute_complete(context, {"status": "error", "message": "max attempts"})


class TestDefersBeforeItWaits:
    def test_while_the_resource_is_busy(self, fake, context):
        fake.create_parallel_data(Name="book", ParallelDataConfig=OTHER_FILE, ClientToken="x")
        operator = TranslateUpdateParallelDataOperator(
            task_id="update", name="book", parallel_data_config=FILE, client_request_token="t", deferrable=True
        )
        deferral = defer(operator, context)
        assert isinstance(deferral.trigger, TranslateParallelDataSettledTrigger)
        assert deferral.method_name == "execute_again"
        assert "update" not in fake.calls
        fake.parallel_data["book"]["Status"] = "ACTIVE"
        with pytest.raises(TaskDeferred) as again:
            operator.execute_again(context, {"status": "success", "name": "book"})
        assert isinstance(again.value.trigger, TranslateParallelDataActiveTrigger)
        assert fake.calls.count("update") == 1

    def test_while_the_resource_that_is_to_go_is_busy(self, fake, context):
        fake.create_parallel_data(Name="book", ParallelDataConfig=FILE, ClientToken="x")
        deferral = defer(TranslateDeleteParallelDataOperator(task_id="d", name="book", deferrable=True), context)
        assert isinstance(deferral.trigger, TranslateParallelDataSettledTrigger)
        assert "delete" not in fake.calls

    def test_a_wait_that_failed_may_be_retried(self, context):
        operator = TranslateDeleteParallelDataOperator(task_id="d", name="book", deferrable=True)
        with pytest.raises(TranslateUnavailableError, match="max attempts"):
            operator.execute_again(context, {"status": "error", "message": "max attempts"})


class TestWhileAnotherResourceIsImported:
    """A region has one import at a time: who comes second waits for the end of the first, not in its worker."""

    @pytest.fixture(autouse=True)
    def other(self, fake):
        fake.create_parallel_data(Name="idle", ParallelDataConfig=FILE, ClientToken="y")
        fake.parallel_data["idle"]["Status"] = "ACTIVE"
        fake.create_parallel_data(Name="other", ParallelDataConfig=FILE, ClientToken="x")
        fake.calls.clear()

    @pytest.mark.parametrize("operator_class", IMPORTS)
    def test_a_deferrable_import_defers_at_once(self, request, fake, context, operator_class):
        if operator_class is TranslateUpdateParallelDataOperator:
            fake.parallel_data["book"] = fake.parallel_data["idle"] | {"Name": "book"}
        operator = importing(operator_class, deferrable=True, client_request_token="t")
        deferral = defer(operator, context)
        assert isinstance(deferral.trigger, TranslateParallelDataSettledTrigger)
        assert deferral.trigger.serialize()[1]["name"] == "other"
        assert deferral.method_name == "execute_again"
        sent = "update" if operator_class is TranslateUpdateParallelDataOperator else "create"
        assert fake.calls.count(sent) == 1  # nothing is repeated in the worker
        fake.parallel_data["other"]["Status"] = "ACTIVE"
        with pytest.raises(TaskDeferred) as again:
            operator.execute_again(context, {"status": "success", "name": "other"})
        assert isinstance(again.value.trigger, TranslateParallelDataActiveTrigger)
        assert fake.calls.count(sent) == 2

    def test_an_import_that_waits_in_its_worker_goes_on_afterwards(self, fake, context):
        fake.import_states = ["CREATING", "ACTIVE", "CREATING", "ACTIVE"]
        result = importing(TranslateCreateParallelDataOperator).execute(context)
        assert result["status"] == "ACTIVE"
        assert fake.parallel_data["other"]["Status"] == "ACTIVE"

    def test_one_that_does_not_wait_for_its_end_says_how_far_it_is(self, fake, context):
        fake.import_states = ["CREATING", "ACTIVE"]
        result = importing(TranslateCreateParallelDataOperator, wait_for_completion=False).execute(context)
        assert result == {"name": "book", "status": "CREATING"}

    def test_an_import_that_nobody_sees_is_left_to_the_next_try(self, fake, context):
        with (
            mock.patch.object(TranslateHook, "importing_parallel_data", return_value=None),
            pytest.raises(TranslateUnavailableError, match="a higher quota"),
        ):
            importing(TranslateCreateParallelDataOperator).execute(context)
        fake.parallel_data["other"]["Status"] = "ACTIVE"
        fake.import_states = ["ACTIVE"]
        assert importing(TranslateCreateParallelDataOperator).execute(context)["status"] == "ACTIVE"

    def test_an_import_into_the_same_resource_that_began_just_now_is_waited_for(self, fake, context):
        fake.parallel_data["other"]["Status"] = "ACTIVE"
        fake.parallel_data["book"] = fake.parallel_data["idle"] | {"Name": "book"}
        operator = importing(TranslateUpdateParallelDataOperator, deferrable=True)
        seen = fake.get_parallel_data(Name="book")
        fake.parallel_data["book"]["LatestUpdateAttemptStatus"] = "UPDATING"
        fake.get_parallel_data = lambda **_: seen
        with mock.patch.object(TranslateHook, "conn", fake.as_client()):
            assert isinstance(defer(operator, context).trigger, TranslateParallelDataSettledTrigger)
        assert fake.calls.count("update") == 1

    def test_who_may_not_list_the_resources_is_left_to_the_next_try(self, fake, context):
        def refuse(**_):
            raise client_error("AccessDeniedException", "ListParallelData")

        fake.list_parallel_data = refuse
        with (
            mock.patch.object(TranslateHook, "conn", fake.as_client()),
            pytest.raises(TranslateUnavailableError, match="No import that is running was seen"),
        ):
            importing(TranslateCreateParallelDataOperator).execute(context)


class TestAFailedImport:
    def update(self, **kwargs):
        return TranslateCreateOrUpdateParallelDataOperator(
            task_id="import", name="book", parallel_data_config=FILE, client_request_token="t", **kwargs
        )

    def test_is_begun_anew_by_a_cleared_task_that_does_not_wait(self, fake, context):
        self.update(wait_for_completion=False).execute(context)
        fake.parallel_data["book"] |= {"Status": "FAILED", "Message": "no such file"}
        self.update(wait_for_completion=False).execute(context)
        assert (fake.calls.count("create"), fake.calls.count("update")) == (1, 1)

    def test_names_the_way_out(self, fake, context):
        fake.import_states = ["FAILED"]
        with pytest.raises(AirflowException, match="The next try imports anew; if that fails, too, mend the file"):
            self.update().execute(context)


class TestDigestOfTheInput:
    def test_a_cleared_import_is_another_one_for_another_file_in_the_same_place(self, fake, context, s3):
        def run():
            fake.import_states = ["ACTIVE"]
            TranslateCreateOrUpdateParallelDataOperator(
                task_id="import", name="book", parallel_data_config=FILE
            ).execute(context)

        s3.put_object(Bucket="bucket", Key="pairs/abc.tmx", Body=b"a")
        run()
        run()
        s3.put_object(Bucket="bucket", Key="pairs/abc.tmx.bak", Body=b"b")
        run()
        assert (fake.calls.count("create"), fake.calls.count("update")) == (1, 0)
        s3.put_object(Bucket="bucket", Key="pairs/abc.tmx", Body=b"b")
        run()
        assert (fake.calls.count("create"), fake.calls.count("update")) == (1, 1)
