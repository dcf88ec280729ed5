// list_passwords.mjs PACKAGE: the passwords of @zxcvbn-ts/language-common, which were counted in published leaks, that are
// long enough to be taken here: one a line, in lower case and in the order of their bytes, as account/common_passwords.cpp reads them.
import { readFileSync } from 'node:fs';

const leastUnits = 8;
const ranked = JSON.parse(readFileSync(`${process.argv[2]}/src/passwords.json`, 'utf8'));
const kept = ranked.filter((password) => password.length >= leastUnits && /^[\x20-\x7e]+$/.test(password));
const lines = [...new Set(kept.map((password) => password.toLowerCase()))].sort();
if (lines.length < 3000) throw new Error(`only ${lines.length} passwords: ASVS 6.2.4 asks for 3000`);
process.stdout.write(lines.join('\n') + '\n');
