// Runs a part of the built program: dist/launch.js. Beside the program lies what V8 made of its text when it was built, so that a
// start has nothing to compile; another version of Node passes that over and compiles. See docs/decisions/0012.
const { readFileSync, writeFileSync } = require('node:fs');
const { wrap } = require('node:module');
const { join } = require('node:path');
const { Script } = require('node:vm');
const { crc32 } = require('node:zlib');

const file = join(__dirname, 'program.js');
const compiledFile = join(__dirname, 'program.compiled');

module.exports = function launch(part) {
  // `node --enable-source-maps` knows the lines of modules alone.
  const program = process.sourceMapsEnabled ? require(file) : runText(readFileSync(file));
  program[part]();
};

function runText(text) {
  return run(compile(text, readCompiled(text)));
}

// V8 looks at the head of what it once made and at how long the text is: what was harmed behind that would end the process, or run
// for ever, and of a text that was changed since it would run the old one. Nor does it know of the changes that Node makes to it.
function readCompiled(text) {
  try {
    const kept = readFileSync(compiledFile);
    const compiled = kept.subarray(0, -sealBytes);
    return sealOf(text, compiled).equals(kept.subarray(compiled.length)) ? compiled : undefined;
  } catch {
    return undefined;
  }
}

const sealBytes = 4;
const maker = `${process.version} ${process.platform} ${process.arch}`;

function sealOf(text, compiled) {
  const seal = Buffer.alloc(sealBytes);
  seal.writeUInt32LE(crc32(compiled, crc32(text, crc32(maker))));
  return seal;
}

function compile(text, cachedData) {
  return new Script(wrap(text.toString('latin1')), { filename: file, cachedData });
}

function run(script) {
  const program = { exports: {} };
  script.runInThisContext()(program.exports, require, program, file, __dirname);
  return program.exports;
}

// The build asks for it: what is loaded at a start is compiled, and kept.
if (require.main === module) {
  const text = readFileSync(file);
  const script = compile(text);
  run(script).load();
  const compiled = script.createCachedData();
  writeFileSync(compiledFile, Buffer.concat([compiled, sealOf(text, compiled)]));
}
