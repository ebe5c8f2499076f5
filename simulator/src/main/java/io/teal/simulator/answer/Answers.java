package io.teal.simulator.answer;

import java.util.ArrayList;
import java.util.List;

/**
 * The answers of one instance: always the same for the same seed, generation, question, model and temperature. Each ends
 * with the instance's name and the generation of the knowledge it was made from, so that a reader sees who answered.
 *
 * @param name the instance's name
 * @param seed two instances with the same seed differ in the name only
 */
public record Answers(String name, long seed) {
    private static final int QUESTION_SHOWN = 40;
    private static final List<String> SENTENCES = List.of(
            "需要提前三个工作日在办公系统里提交申请，由直属主管审批。",
            "单次超过五天的，还要部门负责人复核。",
            "材料齐全时，一般当天就能办完。",
            "发票应当在开具后三十天内提交，逾期须说明原因。",
            "遇到系统故障，可以先用纸质表格，事后补录。",
            "试用期员工同样适用这一条。",
            "具体标准以最新发布的员工手册为准。",
            "如果对结果有疑问，请联系人力资源部。",
            "远程办公的同事请在系统里选择所在地。",
            "节假日提交的申请顺延到下一个工作日处理。",
            "金额超过五千元时需要附上审批单。",
            "未用完的额度可以保留到次年三月底。",
            "请勿把内部资料发到外部邮箱。",
            "主管不在时，由其指定的代理人审批。",
            "流程的每一步都会有邮件通知。",
            "历史记录可以在个人中心里查到。");

    /** The tokens of an answer, at most {@code limit} of them when that is positive. */
    public List<String> tokens(String generation, String question, String model, double temperature, long limit) {
        String text = text(generation, question, model, temperature);
        List<String> tokens = new ArrayList<>(text.length() / 2);
        long state = mix(text.hashCode());
        int at = 0;
        while (at < text.length() && (limit <= 0 || tokens.size() < limit)) {
            state = mix(state);
            int end = Math.min(text.length(), at + 1 + (int) Math.floorMod(state, 3L));
            if (end < text.length() && Character.isLowSurrogate(text.charAt(end))) {
                end++;
            }
            tokens.add(text.substring(at, end));
            at = end;
        }
        return tokens;
    }

    /** The whole answer. */
    public String text(String generation, String question, String model, double temperature) {
        String shown = question.length() > QUESTION_SHOWN ? question.substring(0, QUESTION_SHOWN) + "…" : question;
        StringBuilder text = new StringBuilder("关于“").append(shown).append("”：");
        long state = mix(seed
                ^ mix(generation.hashCode())
                ^ mix(31L * question.hashCode() + 7)
                ^ mix(model.hashCode() * 17L)
                ^ mix(Double.hashCode(temperature)));
        int sentences = 2 + (int) Math.floorMod(state, 4L);
        for (int i = 0; i < sentences; i++) {
            state = mix(state);
            text.append(SENTENCES.get((int) Math.floorMod(state, (long) SENTENCES.size())));
        }
        return text.append("……（")
                .append(name)
                .append("，知识库版本 ")
                .append(generation)
                .append("）。")
                .toString();
    }

    /** Stafford's variant 13 of the 64-bit mix, as in SplittableRandom's description. */
    private static long mix(long value) {
        long z = value + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
