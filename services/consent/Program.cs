using TrustCenter.Hosting;
using TrustCenter.Consents;

return await new ServiceProgram(
    ConsentsService.Name, ConsentsService.Schema,
    (services, configuration) => services.AddConsents(configuration), app => app.MapConsents()).RunAsync(args);
