using TrustCenter.Hosting;
using TrustCenter.Identities;

return await new ServiceProgram(
    IdentitiesService.Name, IdentitiesService.Schema,
    (services, configuration) => services.AddIdentities(configuration), app => app.MapIdentities())
{
    Commands = [WorkerCommand.Command],
}.RunAsync(args);
