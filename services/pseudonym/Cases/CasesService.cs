using TrustCenter.Events;

namespace TrustCenter.Pseudonyms;

/// <summary>The table of contents of case numbers.</summary>
static class CasesService
{
    public static void Map(RouteGroupBuilder service)
    {
        var routes = service.MapGroup("");
        routes.AddEndpointFilter(AccountLocks.Filter);
        CreatingScheme.Map(routes);
        SubmittingCases.Map(routes);
        ReceivingNumbers.Map(routes);
        HandingOverCases.Map(routes);
        ConfirmingSubmission.Map(routes);
        ReadingCaseRegister.Map(routes);
    }

    public static void Events(EventStoreOptions options)
    {
        options.Stream<Case>("pseudonym-case");
        options.Event<SubmissionMade>("case-submission-made");
        options.Event<NumbersReceived>("case-numbers-received");
        options.Event<SubmissionHandedOver>("case-submission-handed-over");
        options.Event<SubmissionConfirmed>("case-submission-confirmed");
        options.Projections.Add(new CasesProjection());
    }
}
