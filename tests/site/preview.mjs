// What the checks of the preview share: a copy of the sample site, and the program serving it.

import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const { SITUS, SAMPLE } = process.env;
if (!SITUS || !SAMPLE) throw new Error('SITUS names the program and SAMPLE the folder of the sample site');

/** A temporary copy of the sample site with `read`, `write` and `edit` of its files, and `remove`. */
export function copySample() {
  const folder = mkdtempSync(join(tmpdir(), 'situs-preview-'));
  for (const part of ['content', 'static', 'situs.toml']) cpSync(join(SAMPLE, part), join(folder, part), { recursive: true });
  const read = (path) => readFileSync(join(folder, path), 'utf8');
  const write = (path, text) => writeFileSync(join(folder, path), text);
  const edit = (path, from, to) => {
    const before = read(path);
    const after = before.replace(from, to);
    if (after === before) throw new Error(`nothing to edit in ${path}`);
    write(path, after);
  };
  return { folder, read, write, edit, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Serves `folder`; gives the address, the process and `stop`. */
export function serve(folder, port = 0) {
  const program = spawn(SITUS, ['serve', '--root', folder, '--port', String(port), '--now', '2025-10-22T00:00:00Z'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { text: '' };
  const ended = new Promise((done) => program.on('exit', (code, signal) => done({ code, signal })));
  const stop = async () => {
    program.kill('SIGINT');
    return ended;
  };
  return new Promise((done, fail) => {
    const hear = (data) => {
      said.text += data;
      const address = /^(http:\/\/127\.0\.0\.1:(\d+)\/)$/m.exec(said.text);
      if (address && said.text.includes('Ctrl-C')) done({ home: address[1], port: Number(address[2]), program, said, stop });
    };
    program.stdout.on('data', hear);
    program.stderr.on('data', hear);
    program.on('error', fail);
    ended.then(({ code }) => fail(new Error(`the preview ended with ${code}: ${said.text}`)));
  });
}
