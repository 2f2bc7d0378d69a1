// Bundle the writing surface's library: `make editor` runs it.
import {createHash} from 'node:crypto';
import {readFileSync, writeFileSync} from 'node:fs';
import {build} from 'esbuild';

const SOURCES = ['package.json', 'package-lock.json', 'build.mjs', 'codemirror.js'];
const TARGET = process.argv[2] ?? '../articles/static/articles/admin/editor';
const bundle = `${TARGET}/codemirror.js`;
const licences = `${TARGET}/codemirror-licences.txt`;

// `@codemirror/view` of `node_modules/@codemirror/view/dist/index.js`
const packageOf = (path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1];

const made = await build({
  entryPoints: ['codemirror.js'], outfile: bundle, bundle: true, format: 'esm', target: 'es2022',
  minify: true, charset: 'utf8', legalComments: 'none', metafile: true, logLevel: 'warning',
  banner: {js: '// CodeMirror 6, bundled by `make editor`. Its licences are in codemirror-licences.txt.'},
});
const packages = [...new Set(Object.keys(made.metafile.inputs).map(packageOf).filter(Boolean))].sort();
writeFileSync(licences, packages.map((name) => {
  const {version} = JSON.parse(readFileSync(`node_modules/${name}/package.json`));
  return `${name} ${version}\n\n${readFileSync(`node_modules/${name}/LICENSE`, 'utf8').trim()}\n`;
}).join(`\n${'-'.repeat(78)}\n\n`));

const sum = (path) => createHash('sha256').update(readFileSync(path)).digest('hex');
const lines = [...SOURCES, bundle, licences].map((path) => `${sum(path)}  ${path}\n`);
if (!process.argv[2]) writeFileSync('SHA256SUMS', lines.join(''));
