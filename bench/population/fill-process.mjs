/** Fills one database: the folder of the server, how many accounts, how many Grants. */
import { fill } from './fill.mjs';
import { readTemplate } from './template.mjs';

const [folder, accounts, grants] = process.argv.slice(2);
fill(folder, readTemplate(folder), { accounts: Number(accounts), grants: Number(grants) });
