/** One mess for each rule of tidy.test.ts: the file it would be in, and its text. `also`: rules it cannot but break too. */
export const untidy: Readonly<Record<string, { file: string; text: string; also?: string[] }>> = {
  'a file has at most 400 lines': {
    file: 'src/lib/long.ts',
    text: '// words\n'.repeat(401),
  },
  'a function has at most 70 lines': {
    file: 'src/lib/long.ts',
    text: `// é first\nfunction long() {\n${'  step();\n'.repeat(69)}}\n`,
  },
  'a function takes at most three positional parameters': {
    file: 'src/lib/many.ts',
    text: 'const many = (a, b, c, d) => a + b + c + d;\n',
  },
  'nothing is cast, asserted or any': {
    file: 'src/lib/cast.ts',
    text: 'const ok = [1] as const satisfies readonly number[];\nconst wrong = ok as unknown;\n',
  },
  'only those catch who have an answer': {
    file: 'src/features/review/handlers.ts',
    text: 'try {\n  act();\n} catch (error) {\n  say(error);\n}\n',
  },
  'nobody catches in silence': {
    file: 'sandbox/server/start.ts',
    text: 'work().catch(() => {});\n',
  },
  'every exported name has a docstring': {
    file: 'src/lib/silent.ts',
    text: '/** Told. */\nexport const told = 1;\n\nexport function untold() {}\n',
  },
  'a reminder names its issue': {
    file: 'src/lib/later.ts',
    text: '// @TODO(#12) is fine.\n// TODO: this is not\n',
  },
  'what people read by is not the console': {
    file: 'src/lib/print.ts',
    text: `console.log('hello');\n`,
  },
  'file names are kebab-case': {
    file: 'src/lib/onePager.ts',
    text: 'const a = 1;\n',
  },
  'there are no barrels': {
    file: 'src/lib/all.ts',
    text: `export * from './time.ts';\n`,
  },
};
