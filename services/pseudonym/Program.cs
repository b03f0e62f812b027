using TrustCenter.Hosting;
using TrustCenter.Pseudonyms;

return await new ServiceProgram(
    PseudonymsService.Name, PseudonymsService.Schema,
    (services, configuration) => services.AddPseudonyms(configuration), app => app.MapPseudonyms()).RunAsync(args);
