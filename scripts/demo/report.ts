import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { paths } from '../stage/paths.ts';

/**
 * Has the report of an attempt made now, and keeps its PDF with what the demo leaves behind.
 *
 * @param cookie of a session that may read reports
 * @returns the file
 * @throws Error with the server's answer where there is no report
 */
export async function saveReport(
  serverUrl: string,
  cookie: string,
  attemptId: string,
): Promise<string> {
  const address = `${serverUrl}/api/attempts/${attemptId}/report`;
  const headers = { cookie, Origin: serverUrl };
  await answered(await fetch(address, { method: 'POST', headers }));
  const pdf = await answered(await fetch(`${address}.pdf`, { headers }));
  const file = join(paths.demoData, 'report.pdf');
  await writeFile(file, Buffer.from(await pdf.arrayBuffer()));
  return file;
}

async function answered(response: Response): Promise<Response> {
  if (!response.ok) throw new Error(`There is no report: ${await response.text()}`);
  return response;
}
