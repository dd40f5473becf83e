// Which upload addresses are taken and which are refused.
import { describe, expect, it } from 'vitest';
import { uploadAddress } from './hosts.ts';

const laptop = ['127.0.0.1', 'localhost:4100', 'files.contoso.example', '*.drive.example'];

describe('an upload address is taken', () => {
  it.each([
    'https://contoso-my.sharepoint.com/personal/dana/_api/v2.0/drive/items/1/uploadSession?guid=1&tempauth=x',
    'https://contoso.sharepoint.us/a',
    'https://contoso.sharepoint.cn/a',
    'https://sn3302.up.1drv.com/up/1',
    'https://api.onedrive.com/up/1',
    'https://my.microsoftpersonalcontent.com/up/1',
    'https://CONTOSO.SharePoint.com:443/a',
  ])('%s', (url) => {
    expect(uploadAddress(url).protocol).toBe('https:');
  });

  it.each([
    'http://127.0.0.1:5001/up',
    'https://127.0.0.1:5001/up',
    'http://localhost:4100/up',
    'https://files.contoso.example/up',
    'https://eu.drive.example/up',
  ])('%s, when its host is in the settings', (url) => {
    expect(uploadAddress(url, laptop).href).toBe(url);
    expect(() => uploadAddress(url)).toThrow('refused');
  });
});

describe('an upload address is refused', () => {
  it.each([
    ['no address at all', 'upload'],
    ['another host', 'https://evil.example/up'],
    ['a host that only begins right', 'https://contoso.sharepoint.com.evil.example/up'],
    ['a host that only ends right', 'https://evilsharepoint.com/up'],
    ['the bare domain', 'https://sharepoint.com/up'],
    ['a dot in front of the domain', 'https://.sharepoint.com/up'],
    ['a dot behind the domain', 'https://contoso.sharepoint.com./up'],
    ['plain http', 'http://contoso.sharepoint.com/up'],
    ['another scheme', 'ftp://contoso.sharepoint.com/up'],
    ['a file', 'file:///etc/passwd'],
    ['another port', 'https://contoso.sharepoint.com:8443/up'],
    ['a user in it', 'https://dana@contoso.sharepoint.com/up'],
    ['a host dressed up as a user', 'https://contoso.sharepoint.com@evil.example/up'],
    ['a backslash before the host', 'https://evil.example\\@contoso.sharepoint.com/up'],
    ['the address of the cloud’s own metadata', 'http://169.254.169.254/metadata/instance'],
    ['an IPv4 literal', 'https://10.0.0.7/up'],
    ['an IPv4 literal in disguise', 'https://0x7f000001/up'],
    ['an IPv6 literal', 'https://[::1]/up'],
    ['an IPv4 literal inside IPv6', 'https://[::ffff:169.254.169.254]/up'],
    ['localhost, where the settings do not name it', 'https://localhost/up'],
    ['look-alike letters', 'https://contoso.sharepoınt.com/up'],
  ])('%s', (_, url) => {
    expect(() => uploadAddress(url)).toThrow(expect.objectContaining({ code: 'DELIVERY_NOT_ALLOWED' }));
  });

  it.each([
    ['plain http beyond the machine', 'http://files.contoso.example/up'],
    ['another port than the named one', 'https://localhost:4101/up'],
    ['a port where none is named', 'https://files.contoso.example:8443/up'],
    ['a neighbour of a named host', 'https://other.contoso.example/up'],
  ])('%s, whatever the settings name', (_, url) => {
    expect(() => uploadAddress(url, laptop)).toThrow(expect.objectContaining({ code: 'DELIVERY_NOT_ALLOWED' }));
  });

  it('without telling what stood in it', () => {
    const told = (url: string): string => {
      try {
        return uploadAddress(url).href;
      } catch (error) {
        return String(error) + JSON.stringify(error);
      }
    };
    expect(told('https://dana:secret@evil.example/up?tempauth=key')).not.toMatch(/secret|key|dana/);
  });
});
