// Stands in the bundles for a package that Bolt imports and this program never calls (scripts/build.mjs).
module.exports = {};
