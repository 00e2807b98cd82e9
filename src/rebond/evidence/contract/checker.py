"""Made from report.v1.schema.json by scripts/build_checker.py: `make contract`."""

VERSION = '2.22.3'
from decimal import Decimal
import re
from fastjsonschema import JsonSchemaValueException, JsonSchemaValuesException
REGEX_PATTERNS = {'^[a-z0-9_]{0,40}$': re.compile('^[a-z0-9_]{0,40}\\Z'), '^20[0-9]{2}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]([.][0-9]{1,6})?(Z|[+-][01][0-9]:[0-5][0-9])$': re.compile('^20[0-9]{2}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]([.][0-9]{1,6})?(Z|[+-][01][0-9]:[0-5][0-9])\\Z'), '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$': re.compile('^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\\Z')}
NoneType = type(None)

def validate_rebond_report_v1(data, custom_formats={}, name_prefix=None):
    if not isinstance(data, dict):
        raise JsonSchemaValueException('' + (name_prefix or 'data') + ' must be object', name='' + (name_prefix or 'data') + '', rule='type')
    data_is_dict = isinstance(data, dict)
    if data_is_dict:
        data__missing_keys = set(['format', 'report_id', 'reported_at', 'agent', 'machine', 'drives', 'erasures']) - data.keys()
        if data__missing_keys:
            raise JsonSchemaValueException('' + (name_prefix or 'data') + ' must contain ' + (str(sorted(data__missing_keys)) + ' properties'), name='' + (name_prefix or 'data') + '', rule='required')
        data_keys = set(data.keys())
        if 'format' in data_keys:
            data_keys.remove('format')
            data__format = data['format']
            if not (isinstance(data__format, str) and data__format == 'rebond.report.v1'):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.format must be same as const definition: rebond.report.v1', name='' + (name_prefix or 'data') + '.format', rule='const')
        if 'report_id' in data_keys:
            data_keys.remove('report_id')
            data__reportid = data['report_id']
            validate_rebond_report_v1__definitions_uuid(data__reportid, custom_formats, (name_prefix or 'data') + '.report_id')
        if 'reported_at' in data_keys:
            data_keys.remove('reported_at')
            data__reportedat = data['reported_at']
            validate_rebond_report_v1__definitions_instant(data__reportedat, custom_formats, (name_prefix or 'data') + '.reported_at')
        if 'sent_at' in data_keys:
            data_keys.remove('sent_at')
            data__sentat = data['sent_at']
            validate_rebond_report_v1__definitions_instant(data__sentat, custom_formats, (name_prefix or 'data') + '.sent_at')
        if 'agent' in data_keys:
            data_keys.remove('agent')
            data__agent = data['agent']
            if not isinstance(data__agent, dict):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.agent must be object', name='' + (name_prefix or 'data') + '.agent', rule='type')
            data__agent_is_dict = isinstance(data__agent, dict)
            if data__agent_is_dict:
                data__agent__missing_keys = set(['name', 'version']) - data__agent.keys()
                if data__agent__missing_keys:
                    raise JsonSchemaValueException('' + (name_prefix or 'data') + '.agent must contain ' + (str(sorted(data__agent__missing_keys)) + ' properties'), name='' + (name_prefix or 'data') + '.agent', rule='required')
                data__agent_keys = set(data__agent.keys())
                if 'name' in data__agent_keys:
                    data__agent_keys.remove('name')
                    data__agent__name = data__agent['name']
                    validate_rebond_report_v1__definitions_word(data__agent__name, custom_formats, (name_prefix or 'data') + '.agent.name')
                if 'version' in data__agent_keys:
                    data__agent_keys.remove('version')
                    data__agent__version = data__agent['version']
                    validate_rebond_report_v1__definitions_word(data__agent__version, custom_formats, (name_prefix or 'data') + '.agent.version')
                if data__agent_keys:
                    raise JsonSchemaValueException('' + (name_prefix or 'data') + '.agent must not contain ' + str(data__agent_keys) + ' properties', name='' + (name_prefix or 'data') + '.agent', rule='additionalProperties')
        if 'station' in data_keys:
            data_keys.remove('station')
            data__station = data['station']
            validate_rebond_report_v1__definitions_text(data__station, custom_formats, (name_prefix or 'data') + '.station')
        if 'number' in data_keys:
            data_keys.remove('number')
            data__number = data['number']
            validate_rebond_report_v1__definitions_text(data__number, custom_formats, (name_prefix or 'data') + '.number')
        if 'machine' in data_keys:
            data_keys.remove('machine')
            data__machine = data['machine']
            if not isinstance(data__machine, dict):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.machine must be object', name='' + (name_prefix or 'data') + '.machine', rule='type')
            data__machine_is_dict = isinstance(data__machine, dict)
            if data__machine_is_dict:
                data__machine_keys = set(data__machine.keys())
                if 'maker' in data__machine_keys:
                    data__machine_keys.remove('maker')
                    data__machine__maker = data__machine['maker']
                    validate_rebond_report_v1__definitions_text(data__machine__maker, custom_formats, (name_prefix or 'data') + '.machine.maker')
                if 'model' in data__machine_keys:
                    data__machine_keys.remove('model')
                    data__machine__model = data__machine['model']
                    validate_rebond_report_v1__definitions_text(data__machine__model, custom_formats, (name_prefix or 'data') + '.machine.model')
                if 'serial' in data__machine_keys:
                    data__machine_keys.remove('serial')
                    data__machine__serial = data__machine['serial']
                    validate_rebond_report_v1__definitions_text(data__machine__serial, custom_formats, (name_prefix or 'data') + '.machine.serial')
                if 'uuid' in data__machine_keys:
                    data__machine_keys.remove('uuid')
                    data__machine__uuid = data__machine['uuid']
                    validate_rebond_report_v1__definitions_text(data__machine__uuid, custom_formats, (name_prefix or 'data') + '.machine.uuid')
                if 'board_serial' in data__machine_keys:
                    data__machine_keys.remove('board_serial')
                    data__machine__boardserial = data__machine['board_serial']
                    validate_rebond_report_v1__definitions_text(data__machine__boardserial, custom_formats, (name_prefix or 'data') + '.machine.board_serial')
                if 'category' in data__machine_keys:
                    data__machine_keys.remove('category')
                    data__machine__category = data__machine['category']
                    if not (isinstance(data__machine__category, str) and data__machine__category == 'laptop' or (isinstance(data__machine__category, str) and data__machine__category == 'desktop') or (isinstance(data__machine__category, str) and data__machine__category == 'all_in_one') or (isinstance(data__machine__category, str) and data__machine__category == 'server') or (isinstance(data__machine__category, str) and data__machine__category == 'tablet') or (isinstance(data__machine__category, str) and data__machine__category == 'other') or (isinstance(data__machine__category, str) and data__machine__category == '') or (data__machine__category is None)):
                        raise JsonSchemaValueException('' + (name_prefix or 'data') + ".machine.category must be one of ['laptop', 'desktop', 'all_in_one', 'server', 'tablet', 'other', '', None]", name='' + (name_prefix or 'data') + '.machine.category', rule='enum')
                if 'cpu' in data__machine_keys:
                    data__machine_keys.remove('cpu')
                    data__machine__cpu = data__machine['cpu']
                    validate_rebond_report_v1__definitions_text(data__machine__cpu, custom_formats, (name_prefix or 'data') + '.machine.cpu')
                if 'cpu_cores' in data__machine_keys:
                    data__machine_keys.remove('cpu_cores')
                    data__machine__cpucores = data__machine['cpu_cores']
                    validate_rebond_report_v1__definitions_count(data__machine__cpucores, custom_formats, (name_prefix or 'data') + '.machine.cpu_cores')
                if 'ram_bytes' in data__machine_keys:
                    data__machine_keys.remove('ram_bytes')
                    data__machine__rambytes = data__machine['ram_bytes']
                    validate_rebond_report_v1__definitions_count(data__machine__rambytes, custom_formats, (name_prefix or 'data') + '.machine.ram_bytes')
                if data__machine_keys:
                    raise JsonSchemaValueException('' + (name_prefix or 'data') + '.machine must not contain ' + str(data__machine_keys) + ' properties', name='' + (name_prefix or 'data') + '.machine', rule='additionalProperties')
        if 'drives' in data_keys:
            data_keys.remove('drives')
            data__drives = data['drives']
            if not isinstance(data__drives, (list, tuple)):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.drives must be array', name='' + (name_prefix or 'data') + '.drives', rule='type')
            data__drives_is_list = isinstance(data__drives, (list, tuple))
            if data__drives_is_list:
                data__drives_len = len(data__drives)
                if data__drives_len > 200:
                    raise JsonSchemaValueException('' + (name_prefix or 'data') + '.drives must contain less than or equal to 200 items', name='' + (name_prefix or 'data') + '.drives', rule='maxItems')
                for data__drives_x, data__drives_item in enumerate(data__drives):
                    if not isinstance(data__drives_item, dict):
                        raise JsonSchemaValueException('' + (name_prefix or 'data') + '.drives[{data__drives_x}]'.format(**locals()) + ' must be object', name='' + (name_prefix or 'data') + '.drives[{data__drives_x}]'.format(**locals()) + '', rule='type')
                    data__drives_item_is_dict = isinstance(data__drives_item, dict)
                    if data__drives_item_is_dict:
                        data__drives_item_keys = set(data__drives_item.keys())
                        if 'serial' in data__drives_item_keys:
                            data__drives_item_keys.remove('serial')
                            data__drives_item__serial = data__drives_item['serial']
                            validate_rebond_report_v1__definitions_text(data__drives_item__serial, custom_formats, (name_prefix or 'data') + '.drives[{data__drives_x}].serial'.format(**locals()))
                        if 'wwn' in data__drives_item_keys:
                            data__drives_item_keys.remove('wwn')
                            data__drives_item__wwn = data__drives_item['wwn']
                            validate_rebond_report_v1__definitions_text(data__drives_item__wwn, custom_formats, (name_prefix or 'data') + '.drives[{data__drives_x}].wwn'.format(**locals()))
                        if 'maker' in data__drives_item_keys:
                            data__drives_item_keys.remove('maker')
                            data__drives_item__maker = data__drives_item['maker']
                            validate_rebond_report_v1__definitions_text(data__drives_item__maker, custom_formats, (name_prefix or 'data') + '.drives[{data__drives_x}].maker'.format(**locals()))
                        if 'model' in data__drives_item_keys:
                            data__drives_item_keys.remove('model')
                            data__drives_item__model = data__drives_item['model']
                            validate_rebond_report_v1__definitions_text(data__drives_item__model, custom_formats, (name_prefix or 'data') + '.drives[{data__drives_x}].model'.format(**locals()))
                        if 'firmware' in data__drives_item_keys:
                            data__drives_item_keys.remove('firmware')
                            data__drives_item__firmware = data__drives_item['firmware']
                            validate_rebond_report_v1__definitions_text(data__drives_item__firmware, custom_formats, (name_prefix or 'data') + '.drives[{data__drives_x}].firmware'.format(**locals()))
                        if 'size_bytes' in data__drives_item_keys:
                            data__drives_item_keys.remove('size_bytes')
                            data__drives_item__sizebytes = data__drives_item['size_bytes']
                            validate_rebond_report_v1__definitions_count(data__drives_item__sizebytes, custom_formats, (name_prefix or 'data') + '.drives[{data__drives_x}].size_bytes'.format(**locals()))
                        if 'media' in data__drives_item_keys:
                            data__drives_item_keys.remove('media')
                            data__drives_item__media = data__drives_item['media']
                            if not (isinstance(data__drives_item__media, str) and data__drives_item__media == 'hdd' or (isinstance(data__drives_item__media, str) and data__drives_item__media == 'ssd') or (isinstance(data__drives_item__media, str) and data__drives_item__media == 'nvme') or (isinstance(data__drives_item__media, str) and data__drives_item__media == 'emmc') or (isinstance(data__drives_item__media, str) and data__drives_item__media == 'sd') or (isinstance(data__drives_item__media, str) and data__drives_item__media == 'usb') or (isinstance(data__drives_item__media, str) and data__drives_item__media == 'unknown')):
                                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.drives[{data__drives_x}].media'.format(**locals()) + " must be one of ['hdd', 'ssd', 'nvme', 'emmc', 'sd', 'usb', 'unknown']", name='' + (name_prefix or 'data') + '.drives[{data__drives_x}].media'.format(**locals()) + '', rule='enum')
                        if 'bus' in data__drives_item_keys:
                            data__drives_item_keys.remove('bus')
                            data__drives_item__bus = data__drives_item['bus']
                            if not isinstance(data__drives_item__bus, str):
                                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.drives[{data__drives_x}].bus'.format(**locals()) + ' must be string', name='' + (name_prefix or 'data') + '.drives[{data__drives_x}].bus'.format(**locals()) + '', rule='type')
                            if isinstance(data__drives_item__bus, str):
                                data__drives_item__bus_len = len(data__drives_item__bus)
                                if data__drives_item__bus_len > 20:
                                    raise JsonSchemaValueException('' + (name_prefix or 'data') + '.drives[{data__drives_x}].bus'.format(**locals()) + ' must be shorter than or equal to 20 characters', name='' + (name_prefix or 'data') + '.drives[{data__drives_x}].bus'.format(**locals()) + '', rule='maxLength')
                        if 'smart_passed' in data__drives_item_keys:
                            data__drives_item_keys.remove('smart_passed')
                            data__drives_item__smartpassed = data__drives_item['smart_passed']
                            if not isinstance(data__drives_item__smartpassed, (bool, NoneType)):
                                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.drives[{data__drives_x}].smart_passed'.format(**locals()) + ' must be boolean or null', name='' + (name_prefix or 'data') + '.drives[{data__drives_x}].smart_passed'.format(**locals()) + '', rule='type')
                        if 'power_on_hours' in data__drives_item_keys:
                            data__drives_item_keys.remove('power_on_hours')
                            data__drives_item__poweronhours = data__drives_item['power_on_hours']
                            validate_rebond_report_v1__definitions_count(data__drives_item__poweronhours, custom_formats, (name_prefix or 'data') + '.drives[{data__drives_x}].power_on_hours'.format(**locals()))
                        if data__drives_item_keys:
                            raise JsonSchemaValueException('' + (name_prefix or 'data') + '.drives[{data__drives_x}]'.format(**locals()) + ' must not contain ' + str(data__drives_item_keys) + ' properties', name='' + (name_prefix or 'data') + '.drives[{data__drives_x}]'.format(**locals()) + '', rule='additionalProperties')
        if 'erasures' in data_keys:
            data_keys.remove('erasures')
            data__erasures = data['erasures']
            if not isinstance(data__erasures, (list, tuple)):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.erasures must be array', name='' + (name_prefix or 'data') + '.erasures', rule='type')
            data__erasures_is_list = isinstance(data__erasures, (list, tuple))
            if data__erasures_is_list:
                data__erasures_len = len(data__erasures)
                if data__erasures_len > 1000:
                    raise JsonSchemaValueException('' + (name_prefix or 'data') + '.erasures must contain less than or equal to 1000 items', name='' + (name_prefix or 'data') + '.erasures', rule='maxItems')
                for data__erasures_x, data__erasures_item in enumerate(data__erasures):
                    if not isinstance(data__erasures_item, dict):
                        raise JsonSchemaValueException('' + (name_prefix or 'data') + '.erasures[{data__erasures_x}]'.format(**locals()) + ' must be object', name='' + (name_prefix or 'data') + '.erasures[{data__erasures_x}]'.format(**locals()) + '', rule='type')
                    data__erasures_item_is_dict = isinstance(data__erasures_item, dict)
                    if data__erasures_item_is_dict:
                        data__erasures_item__missing_keys = set(['drive_serial', 'method', 'technique', 'level', 'tool', 'tool_version', 'result', 'verification', 'errors']) - data__erasures_item.keys()
                        if data__erasures_item__missing_keys:
                            raise JsonSchemaValueException('' + (name_prefix or 'data') + '.erasures[{data__erasures_x}]'.format(**locals()) + ' must contain ' + (str(sorted(data__erasures_item__missing_keys)) + ' properties'), name='' + (name_prefix or 'data') + '.erasures[{data__erasures_x}]'.format(**locals()) + '', rule='required')
                        data__erasures_item_keys = set(data__erasures_item.keys())
                        if 'drive_serial' in data__erasures_item_keys:
                            data__erasures_item_keys.remove('drive_serial')
                            data__erasures_item__driveserial = data__erasures_item['drive_serial']
                            validate_rebond_report_v1__definitions_text(data__erasures_item__driveserial, custom_formats, (name_prefix or 'data') + '.erasures[{data__erasures_x}].drive_serial'.format(**locals()))
                        if 'drive_model' in data__erasures_item_keys:
                            data__erasures_item_keys.remove('drive_model')
                            data__erasures_item__drivemodel = data__erasures_item['drive_model']
                            validate_rebond_report_v1__definitions_text(data__erasures_item__drivemodel, custom_formats, (name_prefix or 'data') + '.erasures[{data__erasures_x}].drive_model'.format(**locals()))
                        if 'size_bytes' in data__erasures_item_keys:
                            data__erasures_item_keys.remove('size_bytes')
                            data__erasures_item__sizebytes = data__erasures_item['size_bytes']
                            validate_rebond_report_v1__definitions_count(data__erasures_item__sizebytes, custom_formats, (name_prefix or 'data') + '.erasures[{data__erasures_x}].size_bytes'.format(**locals()))
                        if 'method' in data__erasures_item_keys:
                            data__erasures_item_keys.remove('method')
                            data__erasures_item__method = data__erasures_item['method']
                            if not isinstance(data__erasures_item__method, str):
                                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.erasures[{data__erasures_x}].method'.format(**locals()) + ' must be string', name='' + (name_prefix or 'data') + '.erasures[{data__erasures_x}].method'.format(**locals()) + '', rule='type')
                            if isinstance(data__erasures_item__method, str):
                                data__erasures_item__method_len = len(data__erasures_item__method)
                                if data__erasures_item__method_len > 200:
                                    raise JsonSchemaValueException('' + (name_prefix or 'data') + '.erasures[{data__erasures_x}].method'.format(**locals()) + ' must be shorter than or equal to 200 characters', name='' + (name_prefix or 'data') + '.erasures[{data__erasures_x}].method'.format(**locals()) + '', rule='maxLength')
                        if 'technique' in data__erasures_item_keys:
                            data__erasures_item_keys.remove('technique')
                            data__erasures_item__technique = data__erasures_item['technique']
                            if not isinstance(data__erasures_item__technique, str):
                                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.erasures[{data__erasures_x}].technique'.format(**locals()) + ' must be string', name='' + (name_prefix or 'data') + '.erasures[{data__erasures_x}].technique'.format(**locals()) + '', rule='type')
                            if isinstance(data__erasures_item__technique, str):
                                if not REGEX_PATTERNS['^[a-z0-9_]{0,40}$'].search(data__erasures_item__technique):
                                    raise JsonSchemaValueException('' + (name_prefix or 'data') + '.erasures[{data__erasures_x}].technique'.format(**locals()) + ' must match pattern ^[a-z0-9_]{0,40}$', name='' + (name_prefix or 'data') + '.erasures[{data__erasures_x}].technique'.format(**locals()) + '', rule='pattern')
                        if 'level' in data__erasures_item_keys:
                            data__erasures_item_keys.remove('level')
                            data__erasures_item__level = data__erasures_item['level']
                            if not (isinstance(data__erasures_item__level, str) and data__erasures_item__level == 'clear' or (isinstance(data__erasures_item__level, str) and data__erasures_item__level == 'purge') or (isinstance(data__erasures_item__level, str) and data__erasures_item__level == '')):
                                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.erasures[{data__erasures_x}].level'.format(**locals()) + " must be one of ['clear', 'purge', '']", name='' + (name_prefix or 'data') + '.erasures[{data__erasures_x}].level'.format(**locals()) + '', rule='enum')
                        if 'tool' in data__erasures_item_keys:
                            data__erasures_item_keys.remove('tool')
                            data__erasures_item__tool = data__erasures_item['tool']
                            validate_rebond_report_v1__definitions_word(data__erasures_item__tool, custom_formats, (name_prefix or 'data') + '.erasures[{data__erasures_x}].tool'.format(**locals()))
                        if 'tool_version' in data__erasures_item_keys:
                            data__erasures_item_keys.remove('tool_version')
                            data__erasures_item__toolversion = data__erasures_item['tool_version']
                            if not isinstance(data__erasures_item__toolversion, str):
                                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.erasures[{data__erasures_x}].tool_version'.format(**locals()) + ' must be string', name='' + (name_prefix or 'data') + '.erasures[{data__erasures_x}].tool_version'.format(**locals()) + '', rule='type')
                            if isinstance(data__erasures_item__toolversion, str):
                                data__erasures_item__toolversion_len = len(data__erasures_item__toolversion)
                                if data__erasures_item__toolversion_len > 40:
                                    raise JsonSchemaValueException('' + (name_prefix or 'data') + '.erasures[{data__erasures_x}].tool_version'.format(**locals()) + ' must be shorter than or equal to 40 characters', name='' + (name_prefix or 'data') + '.erasures[{data__erasures_x}].tool_version'.format(**locals()) + '', rule='maxLength')
                        if 'result' in data__erasures_item_keys:
                            data__erasures_item_keys.remove('result')
                            data__erasures_item__result = data__erasures_item['result']
                            if not (isinstance(data__erasures_item__result, str) and data__erasures_item__result == 'success' or (isinstance(data__erasures_item__result, str) and data__erasures_item__result == 'failure') or (isinstance(data__erasures_item__result, str) and data__erasures_item__result == 'aborted') or (isinstance(data__erasures_item__result, str) and data__erasures_item__result == 'not_run')):
                                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.erasures[{data__erasures_x}].result'.format(**locals()) + " must be one of ['success', 'failure', 'aborted', 'not_run']", name='' + (name_prefix or 'data') + '.erasures[{data__erasures_x}].result'.format(**locals()) + '', rule='enum')
                        if 'verification' in data__erasures_item_keys:
                            data__erasures_item_keys.remove('verification')
                            data__erasures_item__verification = data__erasures_item['verification']
                            if not (isinstance(data__erasures_item__verification, str) and data__erasures_item__verification == 'none' or (isinstance(data__erasures_item__verification, str) and data__erasures_item__verification == 'sampled') or (isinstance(data__erasures_item__verification, str) and data__erasures_item__verification == 'full')):
                                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.erasures[{data__erasures_x}].verification'.format(**locals()) + " must be one of ['none', 'sampled', 'full']", name='' + (name_prefix or 'data') + '.erasures[{data__erasures_x}].verification'.format(**locals()) + '', rule='enum')
                        if 'errors' in data__erasures_item_keys:
                            data__erasures_item_keys.remove('errors')
                            data__erasures_item__errors = data__erasures_item['errors']
                            if not isinstance(data__erasures_item__errors, int) and (not (isinstance(data__erasures_item__errors, float) and data__erasures_item__errors.is_integer())) or isinstance(data__erasures_item__errors, bool):
                                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.erasures[{data__erasures_x}].errors'.format(**locals()) + ' must be integer', name='' + (name_prefix or 'data') + '.erasures[{data__erasures_x}].errors'.format(**locals()) + '', rule='type')
                            if isinstance(data__erasures_item__errors, (int, float, Decimal)) and (not isinstance(data__erasures_item__errors, bool)):
                                if data__erasures_item__errors < 0:
                                    raise JsonSchemaValueException('' + (name_prefix or 'data') + '.erasures[{data__erasures_x}].errors'.format(**locals()) + ' must be bigger than or equal to 0', name='' + (name_prefix or 'data') + '.erasures[{data__erasures_x}].errors'.format(**locals()) + '', rule='minimum')
                                if data__erasures_item__errors > 9007199254740991:
                                    raise JsonSchemaValueException('' + (name_prefix or 'data') + '.erasures[{data__erasures_x}].errors'.format(**locals()) + ' must be smaller than or equal to 9007199254740991', name='' + (name_prefix or 'data') + '.erasures[{data__erasures_x}].errors'.format(**locals()) + '', rule='maximum')
                        if 'started_at' in data__erasures_item_keys:
                            data__erasures_item_keys.remove('started_at')
                            data__erasures_item__startedat = data__erasures_item['started_at']
                            data__erasures_item__startedat_one_of_count1 = 0
                            if data__erasures_item__startedat_one_of_count1 < 2:
                                try:
                                    validate_rebond_report_v1__definitions_instant(data__erasures_item__startedat, custom_formats, (name_prefix or 'data') + '.erasures[{data__erasures_x}].started_at'.format(**locals()))
                                    data__erasures_item__startedat_one_of_count1 += 1
                                except (JsonSchemaValueException, JsonSchemaValuesException):
                                    pass
                            if data__erasures_item__startedat_one_of_count1 < 2:
                                try:
                                    if not isinstance(data__erasures_item__startedat, NoneType):
                                        raise JsonSchemaValueException('' + (name_prefix or 'data') + '.erasures[{data__erasures_x}].started_at'.format(**locals()) + ' must be null', name='' + (name_prefix or 'data') + '.erasures[{data__erasures_x}].started_at'.format(**locals()) + '', rule='type')
                                    data__erasures_item__startedat_one_of_count1 += 1
                                except (JsonSchemaValueException, JsonSchemaValuesException):
                                    pass
                            if data__erasures_item__startedat_one_of_count1 != 1:
                                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.erasures[{data__erasures_x}].started_at'.format(**locals()) + ' must be valid exactly by one definition' + (' (' + str(data__erasures_item__startedat_one_of_count1) + ' matches found)'), name='' + (name_prefix or 'data') + '.erasures[{data__erasures_x}].started_at'.format(**locals()) + '', rule='oneOf')
                        if 'finished_at' in data__erasures_item_keys:
                            data__erasures_item_keys.remove('finished_at')
                            data__erasures_item__finishedat = data__erasures_item['finished_at']
                            data__erasures_item__finishedat_one_of_count2 = 0
                            if data__erasures_item__finishedat_one_of_count2 < 2:
                                try:
                                    validate_rebond_report_v1__definitions_instant(data__erasures_item__finishedat, custom_formats, (name_prefix or 'data') + '.erasures[{data__erasures_x}].finished_at'.format(**locals()))
                                    data__erasures_item__finishedat_one_of_count2 += 1
                                except (JsonSchemaValueException, JsonSchemaValuesException):
                                    pass
                            if data__erasures_item__finishedat_one_of_count2 < 2:
                                try:
                                    if not isinstance(data__erasures_item__finishedat, NoneType):
                                        raise JsonSchemaValueException('' + (name_prefix or 'data') + '.erasures[{data__erasures_x}].finished_at'.format(**locals()) + ' must be null', name='' + (name_prefix or 'data') + '.erasures[{data__erasures_x}].finished_at'.format(**locals()) + '', rule='type')
                                    data__erasures_item__finishedat_one_of_count2 += 1
                                except (JsonSchemaValueException, JsonSchemaValuesException):
                                    pass
                            if data__erasures_item__finishedat_one_of_count2 != 1:
                                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.erasures[{data__erasures_x}].finished_at'.format(**locals()) + ' must be valid exactly by one definition' + (' (' + str(data__erasures_item__finishedat_one_of_count2) + ' matches found)'), name='' + (name_prefix or 'data') + '.erasures[{data__erasures_x}].finished_at'.format(**locals()) + '', rule='oneOf')
                        if 'operator' in data__erasures_item_keys:
                            data__erasures_item_keys.remove('operator')
                            data__erasures_item__operator = data__erasures_item['operator']
                            validate_rebond_report_v1__definitions_text(data__erasures_item__operator, custom_formats, (name_prefix or 'data') + '.erasures[{data__erasures_x}].operator'.format(**locals()))
                        if data__erasures_item_keys:
                            raise JsonSchemaValueException('' + (name_prefix or 'data') + '.erasures[{data__erasures_x}]'.format(**locals()) + ' must not contain ' + str(data__erasures_item_keys) + ' properties', name='' + (name_prefix or 'data') + '.erasures[{data__erasures_x}]'.format(**locals()) + '', rule='additionalProperties')
                    try:
                        data__erasures_item_is_dict = isinstance(data__erasures_item, dict)
                        if data__erasures_item_is_dict:
                            data__erasures_item_keys = set(data__erasures_item.keys())
                            if 'result' in data__erasures_item_keys:
                                data__erasures_item_keys.remove('result')
                                data__erasures_item__result = data__erasures_item['result']
                                if not (isinstance(data__erasures_item__result, str) and data__erasures_item__result == 'success'):
                                    raise JsonSchemaValueException('' + (name_prefix or 'data') + '.erasures[{data__erasures_x}].result'.format(**locals()) + ' must be same as const definition: success', name='' + (name_prefix or 'data') + '.erasures[{data__erasures_x}].result'.format(**locals()) + '', rule='const')
                    except (JsonSchemaValueException, JsonSchemaValuesException):
                        pass
                    else:
                        data__erasures_item_is_dict = isinstance(data__erasures_item, dict)
                        if data__erasures_item_is_dict:
                            data__erasures_item__missing_keys = set(['finished_at']) - data__erasures_item.keys()
                            if data__erasures_item__missing_keys:
                                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.erasures[{data__erasures_x}]'.format(**locals()) + ' must contain ' + (str(sorted(data__erasures_item__missing_keys)) + ' properties'), name='' + (name_prefix or 'data') + '.erasures[{data__erasures_x}]'.format(**locals()) + '', rule='required')
                            data__erasures_item_keys = set(data__erasures_item.keys())
                            if 'errors' in data__erasures_item_keys:
                                data__erasures_item_keys.remove('errors')
                                data__erasures_item__errors = data__erasures_item['errors']
                                if not (isinstance(data__erasures_item__errors, (int, float)) and (not isinstance(data__erasures_item__errors, bool)) and (data__erasures_item__errors == 0)):
                                    raise JsonSchemaValueException('' + (name_prefix or 'data') + '.erasures[{data__erasures_x}].errors'.format(**locals()) + ' must be same as const definition: 0', name='' + (name_prefix or 'data') + '.erasures[{data__erasures_x}].errors'.format(**locals()) + '', rule='const')
                            if 'level' in data__erasures_item_keys:
                                data__erasures_item_keys.remove('level')
                                data__erasures_item__level = data__erasures_item['level']
                                if not (isinstance(data__erasures_item__level, str) and data__erasures_item__level == 'clear' or (isinstance(data__erasures_item__level, str) and data__erasures_item__level == 'purge')):
                                    raise JsonSchemaValueException('' + (name_prefix or 'data') + '.erasures[{data__erasures_x}].level'.format(**locals()) + " must be one of ['clear', 'purge']", name='' + (name_prefix or 'data') + '.erasures[{data__erasures_x}].level'.format(**locals()) + '', rule='enum')
                            if 'finished_at' in data__erasures_item_keys:
                                data__erasures_item_keys.remove('finished_at')
                                data__erasures_item__finishedat = data__erasures_item['finished_at']
                                if not isinstance(data__erasures_item__finishedat, str):
                                    raise JsonSchemaValueException('' + (name_prefix or 'data') + '.erasures[{data__erasures_x}].finished_at'.format(**locals()) + ' must be string', name='' + (name_prefix or 'data') + '.erasures[{data__erasures_x}].finished_at'.format(**locals()) + '', rule='type')
        if 'raw' in data_keys:
            data_keys.remove('raw')
            data__raw = data['raw']
            if not isinstance(data__raw, dict):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.raw must be object', name='' + (name_prefix or 'data') + '.raw', rule='type')
            data__raw_is_dict = isinstance(data__raw, dict)
            if data__raw_is_dict:
                data__raw_len = len(data__raw)
                if data__raw_len > 50:
                    raise JsonSchemaValueException('' + (name_prefix or 'data') + '.raw must contain less than or equal to 50 properties', name='' + (name_prefix or 'data') + '.raw', rule='maxProperties')
                data__raw_keys = set(data__raw.keys())
                for data__raw_key in data__raw_keys:
                    if data__raw_key not in []:
                        data__raw_value = data__raw.get(data__raw_key)
                        if not isinstance(data__raw_value, (str, dict, list, tuple)):
                            raise JsonSchemaValueException('' + (name_prefix or 'data') + '.raw.{data__raw_key}'.format(**locals()) + ' must be string or object or array', name='' + (name_prefix or 'data') + '.raw.{data__raw_key}'.format(**locals()) + '', rule='type')
        if data_keys:
            raise JsonSchemaValueException('' + (name_prefix or 'data') + ' must not contain ' + str(data_keys) + ' properties', name='' + (name_prefix or 'data') + '', rule='additionalProperties')
    return data

def validate_rebond_report_v1__definitions_count(data, custom_formats={}, name_prefix=None):
    if not isinstance(data, (int, NoneType)) and (not (isinstance(data, float) and data.is_integer())) or isinstance(data, bool):
        raise JsonSchemaValueException('' + (name_prefix or 'data') + ' must be integer or null', name='' + (name_prefix or 'data') + '', rule='type')
    if isinstance(data, (int, float, Decimal)) and (not isinstance(data, bool)):
        if data < 0:
            raise JsonSchemaValueException('' + (name_prefix or 'data') + ' must be bigger than or equal to 0', name='' + (name_prefix or 'data') + '', rule='minimum')
        if data > 9007199254740991:
            raise JsonSchemaValueException('' + (name_prefix or 'data') + ' must be smaller than or equal to 9007199254740991', name='' + (name_prefix or 'data') + '', rule='maximum')
    return data

def validate_rebond_report_v1__definitions_text(data, custom_formats={}, name_prefix=None):
    if not isinstance(data, (str, NoneType)):
        raise JsonSchemaValueException('' + (name_prefix or 'data') + ' must be string or null', name='' + (name_prefix or 'data') + '', rule='type')
    if isinstance(data, str):
        data_len = len(data)
        if data_len > 200:
            raise JsonSchemaValueException('' + (name_prefix or 'data') + ' must be shorter than or equal to 200 characters', name='' + (name_prefix or 'data') + '', rule='maxLength')
    return data

def validate_rebond_report_v1__definitions_word(data, custom_formats={}, name_prefix=None):
    if not isinstance(data, str):
        raise JsonSchemaValueException('' + (name_prefix or 'data') + ' must be string', name='' + (name_prefix or 'data') + '', rule='type')
    if isinstance(data, str):
        data_len = len(data)
        if data_len < 1:
            raise JsonSchemaValueException('' + (name_prefix or 'data') + ' must be longer than or equal to 1 characters', name='' + (name_prefix or 'data') + '', rule='minLength')
        if data_len > 40:
            raise JsonSchemaValueException('' + (name_prefix or 'data') + ' must be shorter than or equal to 40 characters', name='' + (name_prefix or 'data') + '', rule='maxLength')
    return data

def validate_rebond_report_v1__definitions_instant(data, custom_formats={}, name_prefix=None):
    if not isinstance(data, str):
        raise JsonSchemaValueException('' + (name_prefix or 'data') + ' must be string', name='' + (name_prefix or 'data') + '', rule='type')
    if isinstance(data, str):
        if not REGEX_PATTERNS['^20[0-9]{2}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]([.][0-9]{1,6})?(Z|[+-][01][0-9]:[0-5][0-9])$'].search(data):
            raise JsonSchemaValueException('' + (name_prefix or 'data') + ' must match pattern ^20[0-9]{2}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]([.][0-9]{1,6})?(Z|[+-][01][0-9]:[0-5][0-9])$', name='' + (name_prefix or 'data') + '', rule='pattern')
    return data

def validate_rebond_report_v1__definitions_uuid(data, custom_formats={}, name_prefix=None):
    if not isinstance(data, str):
        raise JsonSchemaValueException('' + (name_prefix or 'data') + ' must be string', name='' + (name_prefix or 'data') + '', rule='type')
    if isinstance(data, str):
        if not REGEX_PATTERNS['^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'].search(data):
            raise JsonSchemaValueException('' + (name_prefix or 'data') + ' must match pattern ^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$', name='' + (name_prefix or 'data') + '', rule='pattern')
    return data

check = validate_rebond_report_v1
