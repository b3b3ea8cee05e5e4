// Where things are. Cake runs a script in the script's own folder, the root of the repository.

var root = MakeAbsolute(Directory("./"));
var artifacts = root.Combine("artifacts");
var packages = artifacts.Combine("packages");
var testResults = artifacts.Combine("test-results");
var configuration = Argument("configuration", "Release");
