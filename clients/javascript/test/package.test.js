// The package itself: its sizes, its types and its files.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Bytes of some modules, minified and gzipped; without those that are already counted. */
async function size(names, counted = []) {
  const { outputFiles } = await build({
    stdin: { contents: names.map((name) => `export * from "./src/${name}.js";`).join("\n"), resolveDir: root },
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    write: false,
    external: ["react", "vue"],
  });
  const bytes = gzipSync(outputFiles[0].contents, { level: 9 }).length;
  return counted.length ? bytes - (await size(counted)) : bytes;
}

const LIMITS = [
  { name: "core", modules: ["core"], limit: 4.0 },
  { name: "with SSE and tabs", modules: ["paycast"], limit: 5.5 },
  { name: "React adds", modules: ["paycast", "react"], counted: ["paycast"], limit: 1.0 },
  { name: "Vue adds", modules: ["paycast", "vue"], counted: ["paycast"], limit: 1.0 },
  { name: "the element adds", modules: ["paycast", "element"], counted: ["paycast"], limit: 2.5 },
];

for (const { name, modules, counted, limit } of LIMITS) {
  test(`${name} has at most ${limit} KiB, minified and gzipped`, async (t) => {
    const bytes = await size(modules, counted);
    t.diagnostic(`${name}: ${bytes} bytes`);
    assert.ok(bytes <= limit * 1024, `${bytes} bytes are more than ${limit * 1024}`);
  });
}

test("the types are correct, and a TypeScript program can use them", () => {
  const tsc = ["node_modules/typescript/bin/tsc"];
  execFileSync(process.execPath, [...tsc, "-p", "tsconfig.json"], { cwd: root });
  execFileSync(process.execPath, [...tsc, "-p", "test/types/tsconfig.json"], { cwd: root });
});

test("is formatted", () => {
  execFileSync(process.execPath, ["node_modules/prettier/bin/prettier.cjs", "--check", "."], { cwd: root });
});

test("every entry point exists, and the lock file names no host", () => {
  const { exports } = JSON.parse(readFileSync(`${root}package.json`));
  for (const entry of Object.values(exports)) readFileSync(`${root}${entry.default}`);
  assert.doesNotMatch(readFileSync(`${root}package-lock.json`, "utf8"), /"resolved"/);
});
