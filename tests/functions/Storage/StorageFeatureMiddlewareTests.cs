using NoVisit.Storage;

namespace NoVisit.Tests.Storage;

public sealed class StorageFeatureMiddlewareTests
{
    [Theory]
    [InlineData("NoVisit.Filing.UploadFunctions.Start", "Filing")]
    [InlineData("NoVisit.Certificates.Issuing.IssueResults.Run", "Certificates")]
    [InlineData("Program.Main", "")]
    public void A_function_belongs_to_the_feature_whose_folder_it_stands_in(string entryPoint, string feature) =>
        Assert.Equal(feature, StorageFeatureMiddleware.FeatureOf(entryPoint));
}
