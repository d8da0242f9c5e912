// Stands in the bundle for a package that Bolt imports and this program never calls (scripts/build.mjs).
module.exports = {};
