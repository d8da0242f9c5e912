// Runs a part of the built program: dist/launch.js. Beside the program lies what V8 made of its text when it was built, so that a
// start has nothing to compile; another version of Node passes that over and compiles. See docs/decisions/0012.
const { existsSync, readFileSync, writeFileSync } = require('node:fs');
const { wrap } = require('node:module');
const { join } = require('node:path');
const { Script } = require('node:vm');

const file = join(__dirname, 'program.js');
const compiledFile = join(__dirname, 'program.compiled');

module.exports = function launch(part) {
  // `node --enable-source-maps` knows the lines of modules alone.
  const program = process.sourceMapsEnabled ? require(file) : run(compile(readCompiled()));
  program[part]();
};

function readCompiled() {
  return existsSync(compiledFile) ? readFileSync(compiledFile) : undefined;
}

function compile(cachedData) {
  return new Script(wrap(readFileSync(file, 'latin1')), { filename: file, cachedData });
}

function run(script) {
  const program = { exports: {} };
  script.runInThisContext()(program.exports, require, program, file, __dirname);
  return program.exports;
}

// The build asks for it: what is loaded at a start is compiled, and kept.
if (require.main === module) {
  const script = compile();
  run(script).load();
  writeFileSync(compiledFile, script.createCachedData());
}
