// Builds src/ into one file: `npm ci && npm run build [FOLDER]`.
// The result is committed where the server serves it, with a note of what it was made from.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { build, version as esbuild } from "esbuild";

const folder = process.argv[2] ?? "../../local_sheets/browser/static";
const { version, license } = JSON.parse(readFileSync("package.json", "utf8"));

await build({
  entryPoints: ["src/main.ts"],
  outfile: `${folder}/spreadsheet.js`,
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
  banner: { js: `// Tracksheet spreadsheet ${version}, ${license}; source: web/spreadsheet` },
});

const sha256 = (parts) => parts.reduce((hash, part) => hash.update(part), createHash("sha256")).digest("hex");
const sources = readdirSync("src").sort().map((name) => readFileSync(`src/${name}`));
const note = {
  file: "spreadsheet.js",
  version,
  license,
  sha256: sha256([readFileSync(`${folder}/spreadsheet.js`)]),
  source: "web/spreadsheet",
  source_sha256: sha256(sources),
  made_with: { esbuild },
};
writeFileSync(`${folder}/spreadsheet.build.json`, `${JSON.stringify(note, null, 2)}\n`);
