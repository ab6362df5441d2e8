/** Fills one database: the folder of the server, how many accounts, how many Grants, every so-manieth can be used. */
import { fill } from './fill.mjs';
import { readTemplate } from './template.mjs';

const [folder, ...numbers] = process.argv.slice(2);
const [accounts, grants, every] = numbers.map(Number);
fill(folder, readTemplate(folder), { accounts, grants, every });
