import { dumpCommand, restoreCommand } from './postgres-tools.js';

const URL = 'postgres://wardkey:s3cret@db.hospital.example:5433/wardkey?sslmode=verify-full&max=20';
const SHOWN = `'postgres://wardkey@db.hospital.example:5433/wardkey?sslmode=verify-full'`;

describe('the commands of PostgreSQL', () => {
  it('name the database without its password, and only parameters that the programs know', () => {
    expect(dumpCommand(URL, '/var/backups/wardkey.dump')).toBe(
      `pg_dump --format=custom --no-owner --file=/var/backups/wardkey.dump --dbname=${SHOWN}`,
    );
    expect(restoreCommand(URL, '/var/backups/wardkey.dump')).toBe(
      `pg_restore --exit-on-error --single-transaction --no-owner --dbname=${SHOWN} /var/backups/wardkey.dump`,
    );
  });

  it('hold a password neither as part of the address nor as a parameter', () => {
    expect(dumpCommand('postgres://w@h/d?password=s3cret', 'f')).not.toContain('s3cret');
  });

  it('quote a file for the shell', () => {
    expect(dumpCommand('postgres://w@h/d', "the ward's.dump")).toContain(`--file='the ward'\\''s.dump'`);
  });
});
