import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Paper from '@mui/material/Paper';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import { useTheme } from '@mui/material/styles';
import useMediaQuery from '@mui/material/useMediaQuery';
import type { ReactNode } from 'react';
import { type RaRecord, useListContext, useTranslate } from 'ra-core';
import { Link } from 'react-router-dom';
import { Notice } from './parts.js';

export interface Column<T> {
  label: string;
  show(record: T): ReactNode;
}

/** The rows of a list: a table, or cards where there is no room for one. The first column leads to the record. */
export function Rows<T extends RaRecord>({
  label,
  columns,
  to,
  nothing,
}: {
  label: string;
  columns: Array<Column<T>>;
  to(record: T): string;
  /** What is said when there is no row. */
  nothing?: string;
}) {
  const translate = useTranslate();
  const { data, isPending, error } = useListContext<T>();
  const isWide = useMediaQuery(useTheme().breakpoints.up('lg'), { noSsr: true });
  if (error) return <Notice role="alert">{translate(error.message, { _: error.message })}</Notice>;
  if (isPending) return <p role="status">{translate('wardkey.loading')}</p>;
  const [first, ...others] = columns;
  const link = (record: T) => <Link to={to(record)}>{first!.show(record)}</Link>;
  return (
    <>
      {data.length === 0 && (
        <Notice title={nothing ?? translate('wardkey.list.nothing')}>
          {translate('wardkey.list.nothingHint')}
        </Notice>
      )}
      {data.length > 0 && isWide && (
        <Paper variant="outlined" sx={{ overflowX: 'auto' }}>
          <Table aria-label={label}>
            <TableHead>
              <TableRow>
                {columns.map((column) => (
                  <TableCell key={column.label}>{column.label}</TableCell>
                ))}
              </TableRow>
            </TableHead>
            <TableBody>
              {data.map((record) => (
                <TableRow key={record.id} hover>
                  <TableCell component="th" scope="row">
                    {link(record)}
                  </TableCell>
                  {others.map((column) => (
                    <TableCell key={column.label}>{column.show(record)}</TableCell>
                  ))}
                </TableRow>
              ))}
            </TableBody>
          </Table>
        </Paper>
      )}
      {data.length > 0 && !isWide && (
        <Box
          component="ul"
          aria-label={label}
          sx={{ m: 0, p: 0, listStyle: 'none', display: 'grid', gap: 1 }}
        >
          {data.map((record) => (
            <Paper component="li" variant="outlined" key={record.id} sx={{ p: 2, overflowWrap: 'anywhere' }}>
              <Box sx={{ fontWeight: 600 }}>{link(record)}</Box>
              {others.map((column) => {
                const value = column.show(record);
                return value === null || value === undefined || value === '' ? null : (
                  <Box key={column.label} sx={{ mt: 0.5 }}>
                    <Box component="span" sx={{ color: 'text.secondary' }}>
                      {column.label}:{' '}
                    </Box>
                    {value}
                  </Box>
                );
              })}
            </Paper>
          ))}
        </Box>
      )}
      <Pages />
    </>
  );
}

/** Forward and back. The API does not count, because that would take too long for a log of millions of rows. */
function Pages() {
  const translate = useTranslate();
  const { page, setPage, hasNextPage, hasPreviousPage } = useListContext();
  if (!hasNextPage && !hasPreviousPage) return null;
  return (
    <Box
      component="nav"
      aria-label={translate('wardkey.list.pages')}
      sx={{
        display: 'flex',
        flexWrap: 'wrap',
        gap: 1,
        alignItems: 'center',
        justifyContent: 'space-between',
      }}
    >
      <Button variant="outlined" disabled={!hasPreviousPage} onClick={() => setPage(page - 1)}>
        {translate('wardkey.list.previous')}
      </Button>
      <span role="status">{translate('wardkey.list.page', { page })}</span>
      <Button variant="outlined" disabled={!hasNextPage} onClick={() => setPage(page + 1)}>
        {translate('wardkey.list.next')}
      </Button>
    </Box>
  );
}
